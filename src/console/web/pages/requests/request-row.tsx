// A request in the list.
import { Anchor, Badge, Checkbox, Group, Table, Text } from '@mantine/core';
import { memo, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { RequestAnswer } from '../../api/answers.js';
import { StandingBar } from '../../parts/standing/standing-bar.js';
import { standingOf } from '../../parts/standing/standing.js';
import { Copyable } from '../../shell/copyable.js';
import { Moment } from '../../shell/moment.js';
import { StatusBadge } from '../../shell/status-badge.js';
import { useFormat } from '../../texts/format.js';
import classes from './requests.module.css';

interface RequestRowProps {
  request: RequestAnswer;
  /** Null = nothing can be selected. */
  isSelected: boolean | null;
  onSelect: (ids: readonly string[], isSelected: boolean) => void;
}

export const RequestRow = memo(function RequestRow({ request, isSelected, onSelect }: RequestRowProps): ReactElement {
  const { t } = useTranslation('requests');
  const format = useFormat();
  const { id } = request;
  return (
    <Table.Tr bg={isSelected === true ? 'var(--mantine-color-default-hover)' : undefined}>
      {isSelected !== null && (
        <Table.Td>
          <Checkbox
            aria-label={t('select', { id })}
            checked={isSelected}
            onChange={({ currentTarget: { checked } }) => {
              onSelect([id], checked);
            }}
          />
        </Table.Td>
      )}
      <Table.Td>
        <Copyable value={id} what={t('theRequestId', { id })}>
          <Anchor component={Link} to={`/requests/${id}`} size="sm" ff="monospace">
            {id}
          </Anchor>
        </Copyable>
      </Table.Td>
      <Table.Td className={classes.status}>
        <Group gap={4} wrap="nowrap">
          <StatusBadge status={request.state} />
          {request.paused && (
            <Badge variant="outline" color="orange" tt="none" fw={500} c="inherit">
              {t('paused')}
            </Badge>
          )}
        </Group>
      </Table.Td>
      <Table.Td className={classes.progress}>
        <StandingBar standing={standingOf(request.counts)} total={request.recipientCount} />
      </Table.Td>
      <Table.Td ta="end">{format.number(request.recipientCount)}</Table.Td>
      <Table.Td className={classes.message}>
        <Text size="sm" truncate>
          {request.content}
        </Text>
      </Table.Td>
      <Table.Td>{request.sender}</Table.Td>
      <Table.Td>{request.submittedBy}</Table.Td>
      <Table.Td className={classes.moment}>
        <Moment at={request.startsAt} />
      </Table.Td>
      <Table.Td className={classes.moment}>
        <Moment at={request.submittedAt} />
      </Table.Td>
    </Table.Tr>
  );
});
