// A request in the list.
import { Anchor, Badge, Checkbox, Stack, Table, Text } from '@mantine/core';
import { IconPlayerPause } from '../../parts/icons.js';
import { memo, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { RequestAnswer } from '../../api/answers.js';
import { EntryStatusBar } from '../../parts/entry-status/entry-status-bar.js';
import { isMoving, statusSharesOf } from '../../parts/entry-status/entry-status.js';
import { Copyable } from '../../shell/copyable.js';
import { Moment } from '../../shell/moment.js';
import { StatusBadge } from '../../shell/status-badge.js';
import { useFormat } from '../../texts/format.js';
import classes from './requests.module.css';

interface RequestRowProps {
  request: RequestAnswer;
  /** Null = rows cannot be selected. */
  isSelected: boolean | null;
  onSelect: (ids: readonly string[], isSelected: boolean) => void;
}

export const RequestRow = memo(function RequestRow({ request, isSelected, onSelect }: RequestRowProps): ReactElement {
  const { t } = useTranslation('requests');
  const format = useFormat();
  const { id } = request;
  const statusShares = statusSharesOf(request.counts);
  return (
    <Table.Tr bg={isSelected === true ? 'var(--mantine-color-default-hover)' : undefined}>
      {isSelected !== null && (
        <Table.Td>
          <Checkbox
            aria-label={t('select', { id })}
            checked={isSelected}
            disabled={!isSelected && !isMoving(statusShares)}
            onChange={({ currentTarget: { checked } }) => {
              onSelect([id], checked);
            }}
          />
        </Table.Td>
      )}
      <Table.Td className={classes.id} data-label={t('requestId')}>
        <Copyable value={id} what={t('theRequestId', { id })}>
          <Anchor component={Link} to={`/requests/${id}`} size="sm" ff="monospace">
            {id}
          </Anchor>
        </Copyable>
      </Table.Td>
      <Table.Td className={classes.status} data-label={t('state')}>
        <Stack gap={2} align="flex-start">
          <StatusBadge status={request.state} />
          {request.paused && (
            <Badge variant="default" tt="none" fw={500} leftSection={<IconPlayerPause size={12} aria-hidden />}>
              {t('paused')}
            </Badge>
          )}
        </Stack>
      </Table.Td>
      <Table.Td data-label={t('progress')}>
        <EntryStatusBar statusShares={statusShares} total={request.recipientCount} />
      </Table.Td>
      <Table.Td className={classes.number} data-label={t('recipients')}>
        {format.number(request.recipientCount)}
      </Table.Td>
      <Table.Td data-label={t('message')}>
        <Text size="sm" truncate title={request.content}>
          {request.content}
        </Text>
      </Table.Td>
      <Table.Td className={classes.sender} data-label={t('sender')}>
        {request.sender !== null && (
          <Text size="sm" truncate title={request.sender}>
            {request.sender}
          </Text>
        )}
      </Table.Td>
      <Table.Td className={classes.user} data-label={t('user')}>
        <Text size="sm" truncate title={request.submittedBy}>
          {request.submittedBy}
        </Text>
      </Table.Td>
      <Table.Td className={classes.moment} data-label={t('starts')}>
        <Moment at={request.startsAt} />
      </Table.Td>
      <Table.Td className={classes.moment} data-label={t('submitted')}>
        <Moment at={request.submittedAt} />
      </Table.Td>
    </Table.Tr>
  );
});
