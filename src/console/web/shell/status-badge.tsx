// A status or state by its name and a coloured dot: never by colour alone.
import { Badge, type MantineColor } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { State, Status } from '../api/answers.js';

/** Also for bars and plots: one colour means the same everywhere. */
export const STATUS_COLOUR: Record<Status | State, MantineColor> = {
  Initial: 'gray',
  'Queue Full': 'yellow',
  Sending: 'blue',
  Submitted: 'cyan',
  Delivered: 'green',
  Undelivered: 'red',
  Expired: 'orange',
  Rejected: 'red',
  'Not Attempted': 'pink',
  Cancelled: 'dark',
  'In doubt': 'grape',
  scheduled: 'gray',
  sending: 'blue',
  finished: 'green',
  cancelled: 'dark',
  expired: 'orange',
};

export function StatusBadge({ status }: { status: Status | State }): ReactElement {
  const { t } = useTranslation('status');
  return (
    <Badge variant="dot" color={STATUS_COLOUR[status]} tt="none" fw={500} style={{ overflow: 'visible' }}>
      {t(status)}
    </Badge>
  );
}
