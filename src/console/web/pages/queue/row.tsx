// One entry of the queue.
import { Anchor, Checkbox, Table, Text, Tooltip, UnstyledButton } from '@mantine/core';
import { memo, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { QueueEntryAnswer } from '../../api/answers.js';
import { Copyable } from '../../shell/copyable.js';
import { IN_MAIN } from '../../shell/in-main.js';
import { Moment } from '../../shell/moment.js';
import { StatusBadge } from '../../shell/status-badge.js';
import { useServerText } from '../../texts/server-text.js';
import classes from './queue.module.css';

interface RowProps {
  entry: QueueEntryAnswer;
  index: number;
  /** Null = it cannot be selected. */
  isSelected: boolean | null;
  onSelect: (entries: readonly QueueEntryAnswer[], isSelected: boolean) => void;
  onMessage: (entry: QueueEntryAnswer) => void;
}

/** More than the widest screen shows of it */
const LONGEST_LINE = 300;

export const Row = memo(function Row({ entry, index, isSelected, onSelect, onMessage }: RowProps): ReactElement {
  const { t } = useTranslation('queue');
  const said = useServerText();
  const { smsId, requestId, user, content, mobile, updatedAt, status, statusMessage } = entry;
  return (
    <Table.Tr className={classes.row} aria-rowindex={index + 2} data-index={index} data-selected={isSelected === true || undefined}>
      {isSelected !== null && (
        <Table.Td>
          <Checkbox
            aria-label={t('select', { id: smsId })}
            checked={isSelected}
            onChange={({ currentTarget: { checked } }) => {
              onSelect([entry], checked);
            }}
          />
        </Table.Td>
      )}
      <Table.Td data-label={t('user')}>
        <Text size="sm" truncate title={user}>
          {user}
        </Text>
      </Table.Td>
      <Table.Td className={classes.id} data-label={t('smsId')}>
        <Copyable value={smsId} what={t('theSmsId', { id: smsId })} />
      </Table.Td>
      <Table.Td className={classes.id} data-label={t('requestId')}>
        <Copyable value={requestId} what={t('theRequestId', { id: requestId })}>
          <Anchor component={Link} to={`/requests/${requestId}`} size="sm" ff="monospace" underline="always">
            {requestId}
          </Anchor>
        </Copyable>
      </Table.Td>
      <Table.Td data-label={t('message')}>
        <UnstyledButton
          className={classes.content}
          aria-haspopup="dialog"
          onClick={() => {
            onMessage(entry);
          }}
        >
          {content.replaceAll(/\s+/g, ' ').slice(0, LONGEST_LINE)}
        </UnstyledButton>
      </Table.Td>
      <Table.Td data-label={t('mobile')}>
        <Text size="sm">{mobile}</Text>
      </Table.Td>
      <Table.Td className={classes.moment} data-label={t('updated')}>
        <Moment at={updatedAt} />
      </Table.Td>
      <Table.Td data-label={t('status')}>
        {statusMessage === '' ? (
          <StatusBadge status={status} />
        ) : (
          <Tooltip label={said(statusMessage)} multiline maw={360} portalProps={IN_MAIN} events={{ hover: true, focus: true, touch: true }}>
            <UnstyledButton className={classes.reason}>
              <StatusBadge status={status} />
            </UnstyledButton>
          </Tooltip>
        )}
      </Table.Td>
    </Table.Tr>
  );
});
