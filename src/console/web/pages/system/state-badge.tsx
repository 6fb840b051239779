// A state by its icon and its name; the colour only adds to them.
import { Badge, type MantineColor } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck, IconGauge, IconPlayerStop, IconPlugConnectedX, type Icon } from '../../parts/icons.js';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { ProviderAnswer } from '../../api/system-answers.js';

type State = ProviderAnswer['state'] | ProviderAnswer['workers'][number]['breaker'] | 'alive' | 'missing';

const LOOKS: Record<State, { colour: MantineColor; Icon: Icon }> = {
  up: { colour: 'green', Icon: IconCircleCheck },
  throttled: { colour: 'yellow', Icon: IconGauge },
  down: { colour: 'red', Icon: IconPlugConnectedX },
  held: { colour: 'gray', Icon: IconPlayerStop },
  closed: { colour: 'green', Icon: IconCircleCheck },
  open: { colour: 'red', Icon: IconPlugConnectedX },
  alive: { colour: 'green', Icon: IconCircleCheck },
  missing: { colour: 'red', Icon: IconAlertTriangle },
};

export function StateBadge({ state }: { state: State }): ReactElement {
  const { t } = useTranslation('system');
  const { colour, Icon } = LOOKS[state];
  const icon = <Icon size={14} color={`var(--mantine-color-${colour}-text)`} aria-hidden />;
  return (
    <Badge variant="default" tt="none" fw={500} miw="max-content" leftSection={icon}>
      {t(`is_${state}`)}
    </Badge>
  );
}
