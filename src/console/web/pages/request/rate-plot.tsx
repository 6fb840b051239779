// Bars for the rate, a line for the lateness; read by eyes alone (rates.tsx has the numbers).
import '@mantine/charts/styles.css';
import { CompositeChart } from '@mantine/charts';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { TimelineAnswer } from '../../api/answers.js';
import { useFormat } from '../../texts/format.js';

export function RatePlot({ timeline: { buckets, bucketSeconds } }: { timeline: TimelineAnswer }): ReactElement {
  const { t, i18n } = useTranslation('request');
  const format = useFormat();
  const time = new Intl.DateTimeFormat(i18n.language, { timeStyle: 'medium' });
  const data = buckets.map(({ at, handedOver, latenessMs }) => ({
    at: time.format(new Date(at)),
    rate: handedOver / bucketSeconds,
    lateness: latenessMs?.mean ?? null,
  }));
  return (
    <CompositeChart
      h={260}
      data={data}
      dataKey="at"
      series={[
        { name: 'rate', label: t('rate'), type: 'bar', color: 'blue.6' },
        { name: 'lateness', label: t('lateness'), type: 'line', color: 'orange.6', yAxisId: 'right' },
      ]}
      withRightYAxis
      withLegend
      legendProps={{ verticalAlign: 'top', height: 40 }}
      withDots={buckets.length < 3}
      maxBarWidth={40}
      valueFormatter={(value) => format.number(Math.round(value * 10) / 10)}
      composedChartProps={{ accessibilityLayer: false }}
      barProps={{ isAnimationActive: false }}
      lineProps={{ isAnimationActive: false }}
    />
  );
}
