// A status or state by its name and a coloured dot: never by colour alone.
import { Badge } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { State, Status } from '../api/answers.js';
import { STATUS_COLOUR } from './status-colours.js';

export function StatusBadge({ status }: { status: Status | State }): ReactElement {
  const { t } = useTranslation('status');
  return (
    <Badge variant="dot" color={STATUS_COLOUR[status]} tt="none" fw={500} style={{ overflow: 'visible' }}>
      {t(status)}
    </Badge>
  );
}
