// The numbers before a cancel: entries that it will cancel, entries already handed over, and ended entries.
import { Table, Text } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../texts/format.js';
import { SHARES, type StatusShares } from '../entry-status/entry-status.js';

/** @param isPart there are more requests than are counted here */
export function Forecast({ statusShares, isPart = false }: { statusShares: StatusShares; isPart?: boolean }): ReactElement {
  const { t } = useTranslation('cancel');
  const format = useFormat();
  const { waiting, ...others } = statusShares;
  const stays = SHARES.flatMap((share) => (share !== 'waiting' && others[share] > 0 ? [[t(share), others[share]] as const] : []));
  return (
    <>
      <Text fw={700}>{t('willStop', { count: waiting, total: format.number(waiting) })}</Text>
      {stays.length === 0 ? <Text size="sm">{t('nothingLeft')}</Text> : <Numbers caption={t('stays')} rows={stays} />}
      {isPart && <Text size="sm">{t('isPart')}</Text>}
      <Text size="sm" c="dimmed">
        {t('meanwhile')}
      </Text>
    </>
  );
}

export function Numbers({ caption, rows }: { caption?: string; rows: readonly (readonly [string, number])[] }): ReactElement {
  const format = useFormat();
  return (
    <Table captionSide="top" withRowBorders={false} verticalSpacing={4}>
      {caption !== undefined && <Table.Caption ta="start">{caption}</Table.Caption>}
      <Table.Tbody>
        {rows.map(([name, count]) => (
          <Table.Tr key={name}>
            <Table.Th scope="row" fw={400}>
              {name}
            </Table.Th>
            <Table.Td ta="end">{format.number(count)}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
