// What the server made of the request, or would make of it, and which numbers it refuses.
import { Stack, Table, Text, Title } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { SubmitAnswer } from '../../api/answers.js';
import { Moment } from '../../shell/moment.js';
import { useFormat } from '../../texts/format.js';
import { useServerText } from '../../texts/server-text.js';
import type { Row } from './facts.js';
import { Facts } from './facts.js';

function Refused({ answer: { refused, refusedCount } }: { answer: SubmitAnswer }): ReactElement {
  const { t } = useTranslation('compose');
  const format = useFormat();
  const said = useServerText();
  return (
    <Stack gap="xs">
      <Title order={3} size="h5">
        {t('refusedTitle')}
      </Title>
      {refused.length < refusedCount && <Text size="sm">{t('refusedFirst', { count: refused.length })}</Text>}
      <Table.ScrollContainer
        minWidth={280}
        maxHeight={360}
        scrollAreaProps={{ viewportProps: { tabIndex: 0, role: 'region', 'aria-label': t('refusedTitle') } }}
      >
        <Table stickyHeader aria-label={t('refusedTitle')}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('position')}</Table.Th>
              <Table.Th>{t('number')}</Table.Th>
              <Table.Th>{t('reason')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {refused.map(({ index, mobile, reason }) => (
              <Table.Tr key={index}>
                <Table.Td>{format.number(index + 1)}</Table.Td>
                <Table.Td style={{ overflowWrap: 'anywhere' }}>{mobile === '' ? t('blank') : mobile}</Table.Td>
                <Table.Td>{said(reason)}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </Stack>
  );
}

export function Answer({ answer }: { answer: SubmitAnswer }): ReactElement {
  const { t } = useTranslation('compose');
  const format = useFormat();
  const { recipientCount, duplicates, refusedCount, optedOut, startsAt, expiresAt, segments, encoding, cost } = answer;
  const rows: Row[] = [
    [t('recipients'), format.number(recipientCount)],
    [t('ofDuplicates'), format.number(duplicates)],
    [t('ofRefused'), format.number(refusedCount)],
  ];
  if (optedOut !== undefined) rows.push([t('ofOptedOut'), format.number(optedOut)]);
  if (segments !== null) rows.push([t('segmentsEach'), t('segments', { count: segments, encoding: encoding ?? '' })]);
  if (cost) rows.push([t('cost'), format.money(cost.amount, cost.currency)]);
  rows.push([t('startsAt'), <Moment key="start" at={startsAt} />]);
  if (expiresAt !== null) rows.push([t('expiresAt'), <Moment key="expiry" at={expiresAt} />]);
  return (
    <Stack gap="md">
      <Facts rows={rows} />
      {refusedCount > 0 && <Refused answer={answer} />}
    </Stack>
  );
}
