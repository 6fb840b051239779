// The rate and the lateness of the hand-overs: a plot, and the same numbers in a table on demand.
import { Button, Skeleton, Table, Text } from '@mantine/core';
import { lazy, type ReactElement, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RequestAnswer, TimelineAnswer } from '../../api/answers.js';
import { isMoving, statusSharesOf } from '../../parts/entry-status/entry-status.js';
import { Moment } from '../../shell/moment.js';
import { useFormat } from '../../texts/format.js';
import { Section, Wide } from './section.js';

// The chart library is larger than the rest of the page.
const RatePlot = lazy(async () => ({ default: (await import('./rate-plot.js')).RatePlot }));

export function Rates({ request, timeline }: { request: RequestAnswer; timeline: TimelineAnswer }): ReactElement {
  const { t } = useTranslation('request');
  const format = useFormat();
  const [hasTable, setHasTable] = useState(false);
  const { buckets, bucketSeconds, mostPerSecond, latenessMs } = timeline;
  if (buckets.length === 0)
    return (
      <Section title={t('plot')}>
        <Text size="sm">{t(isMoving(statusSharesOf(request.counts)) ? 'plotEmpty' : 'plotNever')}</Text>
      </Section>
    );
  return (
    <Section
      title={t('plot')}
      actions={
        <Button
          variant="default"
          size="compact-sm"
          aria-expanded={hasTable}
          onClick={() => {
            setHasTable(!hasTable);
          }}
        >
          {t(hasTable ? 'hideTable' : 'showTable')}
        </Button>
      }
    >
      <Text size="sm">
        {t('plotSum', {
          total: format.number(buckets.reduce((sum, { handedOver }) => sum + handedOver, 0)),
          most: format.number(mostPerSecond),
        })}{' '}
        {latenessMs && t('lateSum', { mean: format.duration(latenessMs.mean), max: format.duration(latenessMs.max) })}
      </Text>
      <div aria-hidden>
        <Suspense fallback={<Skeleton height={240} />}>
          <RatePlot timeline={timeline} />
        </Suspense>
      </div>
      {hasTable && (
        <Wide name={t('plot')} maxHeight={320}>
          <Table captionSide="top" stickyHeader>
            <Table.Caption>{t('plotTable', { width: format.duration(1_000 * bucketSeconds) })}</Table.Caption>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t('at')}</Table.Th>
                <Table.Th ta="end">{t('handedOver')}</Table.Th>
                <Table.Th ta="end">{t('mean')}</Table.Th>
                <Table.Th ta="end">{t('max')}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {buckets.map(({ at, handedOver, latenessMs }) => (
                <Table.Tr key={at}>
                  <Table.Td>
                    <Moment at={at} />
                  </Table.Td>
                  <Table.Td ta="end">{format.number(handedOver)}</Table.Td>
                  <Table.Td ta="end">{latenessMs && format.duration(latenessMs.mean)}</Table.Td>
                  <Table.Td ta="end">{latenessMs && format.duration(latenessMs.max)}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Wide>
      )}
    </Section>
  );
}
