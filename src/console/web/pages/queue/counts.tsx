// The number of entries by status, from the server's events. A click searches for the entries of a status.
import { Badge, Button, Group, Text } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { type Counts, STATUSES } from '../../api/answers.js';
import type { ServerEvents } from '../../api/events.js';
import type { EventState } from '../../api/use-events.js';
import { STATUS_COLOUR } from '../../shell/status-colours.js';
import { useFormat } from '../../texts/format.js';

const STATE_COLOUR: Record<EventState, string> = { connecting: 'gray', live: 'green', reconnecting: 'orange' };

/** Entries that their provider recalled have the status Undelivered in a search. */
const found = (counts: Counts, status: (typeof STATUSES)[number]): number =>
  counts[status] + (status === 'Undelivered' ? counts.recalled : 0);

interface LiveCountsProps {
  heard: ServerEvents['counts'] | undefined;
  state: EventState;
  hasDays: boolean;
  status: string;
  onStatus: (status: string) => void;
}

export function LiveCounts({ heard, state, hasDays, status: chosen, onStatus }: LiveCountsProps): ReactElement {
  const { t } = useTranslation('queue');
  const names = useTranslation('status').t;
  const format = useFormat();
  return (
    <Group gap="xs" role="group" aria-label={t('counts')}>
      <Badge variant="dot" color={STATE_COLOUR[state]} tt="none" fw={500} role="status" style={{ overflow: 'visible' }}>
        {t(state)}
      </Badge>
      {heard && (
        <>
          <Text size="sm">{t(hasDays ? 'ofDays' : 'ofLastDay', { count: heard.total, total: format.number(heard.total) })}</Text>
          {STATUSES.filter((status) => found(heard.counts, status) > 0 || status === chosen).map((status) => (
            <Button
              key={status}
              size="compact-sm"
              variant={status === chosen ? 'filled' : 'default'}
              aria-pressed={status === chosen}
              leftSection={<Badge circle size="xs" color={STATUS_COLOUR[status]} aria-hidden />}
              onClick={() => {
                onStatus(status === chosen ? '' : status);
              }}
            >
              {t('statusCount', {
                status: names(status),
                count: found(heard.counts, status),
                total: format.number(found(heard.counts, status)),
              })}
            </Button>
          ))}
        </>
      )}
    </Group>
  );
}
