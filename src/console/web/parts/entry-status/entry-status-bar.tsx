// The progress of a request as a bar, with words and numbers for screen readers and for colour-blind users.
import { ColorSwatch, Group, Progress, Text } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../texts/format.js';
import { SHARE_COLOUR, SHARES, type StatusShares } from './entry-status.js';

interface EntryStatusBarProps {
  statusShares: StatusShares;
  total: number;
  /** With the names and numbers below */
  hasLegend?: boolean;
}

export function EntryStatusBar({ statusShares, total, hasLegend = false }: EntryStatusBarProps): ReactElement {
  const { t } = useTranslation('cancel');
  const format = useFormat();
  const shares = SHARES.filter((share) => statusShares[share] > 0);
  const words = shares.map((share) => t('share', { share: t(share), total: format.number(statusShares[share]) }));
  return (
    <>
      <Progress.Root size={hasLegend ? 20 : 10} miw={80} role="img" aria-label={words.join(', ')} autoContrast={false}>
        {shares.map((share) => (
          <Progress.Section
            key={share}
            value={(100 * statusShares[share]) / Math.max(total, 1)}
            color={SHARE_COLOUR[share]}
            withAria={false}
          />
        ))}
      </Progress.Root>
      {hasLegend && (
        <Group component="ul" gap="lg" m={0} p={0} mt="sm">
          {SHARES.filter((share) => share !== 'recalled' || statusShares.recalled > 0).map((share) => (
            <Group component="li" key={share} gap={6} wrap="nowrap" data-share={share}>
              <ColorSwatch color={SHARE_COLOUR[share]} size={12} withShadow={false} aria-hidden />
              <Text component="span" size="sm">
                {t(share)}
              </Text>
              <Text component="span" size="sm" fw={700}>
                {format.number(statusShares[share])}
              </Text>
            </Group>
          ))}
        </Group>
      )}
    </>
  );
}
