// Bars for the rate, a line for the lateness in the unit that suits it; read by eyes alone (rates.tsx has the numbers).
import '@mantine/charts/styles.css';
import { CompositeChart } from '@mantine/charts';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { TimelineAnswer } from '../../api/answers.js';
import { useFormat } from '../../texts/format.js';

/** Signs that every language writes. */
const UNITS = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
  ['s', 1_000],
  ['ms', 1],
] as const;

export function RatePlot({ timeline: { buckets, bucketSeconds, latenessMs } }: { timeline: TimelineAnswer }): ReactElement {
  const { t } = useTranslation('request');
  const format = useFormat();
  const latest = latenessMs?.max ?? 0;
  const [unit, size] = UNITS.find(([, each]) => latest >= 2 * each) ?? UNITS[4];
  const isLong = buckets.length > 0 && buckets.length * bucketSeconds > 86_400;
  const data = buckets.map(({ at, handedOver, latenessMs: late }) => ({
    at: isLong ? format.dateTime(at) : format.time(at),
    rate: handedOver / bucketSeconds,
    lateness: late && late.mean / size,
  }));
  return (
    <CompositeChart
      h={260}
      data={data}
      dataKey="at"
      series={[
        {
          name: 'rate',
          label: bucketSeconds === 1 ? t('rate') : t('rateOf', { width: format.duration(1_000 * bucketSeconds) }),
          type: 'bar',
          color: 'blue.6',
        },
        { name: 'lateness', label: t('lateness', { unit }), type: 'line', color: 'orange.6', yAxisId: 'right' },
      ]}
      withRightYAxis
      withLegend
      legendProps={{ verticalAlign: 'top', height: 56 }}
      withDots={buckets.length < 3}
      maxBarWidth={40}
      valueFormatter={(value) => format.number(Math.round(value * 100) / 100)}
      composedChartProps={{ accessibilityLayer: false }}
      barProps={{ isAnimationActive: false }}
      lineProps={{ isAnimationActive: false }}
    />
  );
}
