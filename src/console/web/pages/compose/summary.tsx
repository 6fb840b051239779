// The estimate for the draft, and the buttons to check it or send it.
import { Button, Card, Group, Stack, Text, Title } from '@mantine/core';
import { IconChecklist, IconSend } from '../../parts/icons.js';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { SubmitAnswer } from '../../api/answers.js';
import type { Settings } from '../../api/session.js';
import { ErrorState } from '../../shell/states.js';
import { useFormat } from '../../texts/format.js';
import { Answer } from './answer.js';
import { Facts, type Row } from './facts.js';
import { amountOf } from './amount.js';
import type { ListRead } from './list.js';
import type { Measure } from './measure.js';

interface SummaryProps {
  list: ListRead | undefined;
  measure: Measure;
  settings: Settings;
  checked: SubmitAnswer | undefined;
  checking: boolean;
  sending: boolean;
  later: boolean;
  error: unknown;
  onCheck: () => void;
}

function Estimate({ list, measure, settings }: Pick<SummaryProps, 'list' | 'measure' | 'settings'>): ReactElement {
  const { t } = useTranslation('compose');
  const format = useFormat();
  const { recipients, segments: inAll, cost } = amountOf(undefined, list, measure, settings);
  const { segments, encoding } = measure;
  const rows: Row[] = [[t('recipients'), recipients === null ? t('reading') : format.number(recipients)]];
  if (segments !== null) rows.push([t('segmentsEach'), t('segments', { count: segments, encoding: encoding ?? '' })]);
  if (inAll !== null) rows.push([t('segmentsInAll'), format.number(inAll)]);
  if (cost !== null) rows.push([t('cost'), format.money(cost.amount, cost.currency)]);
  return <Facts rows={rows} />;
}

export function Summary({ list, measure, settings, checked, checking, sending, later, error, onCheck }: SummaryProps): ReactElement {
  const { t } = useTranslation('compose');
  return (
    <Card withBorder padding="md">
      <Stack gap="md">
        <Title order={2} size="h4">
          {t(checked === undefined ? 'estimate' : 'checked')}
        </Title>
        {checked === undefined ? (
          <>
            <Estimate list={list} measure={measure} settings={settings} />
            <Text size="sm" c="dimmed">
              {t('estimateHint')}
            </Text>
          </>
        ) : (
          <Answer answer={checked} />
        )}
        {error !== null && <ErrorState error={error} />}
        <Group gap="sm">
          <Button
            variant="default"
            leftSection={<IconChecklist size={16} aria-hidden />}
            loading={checking}
            disabled={sending}
            onClick={onCheck}
          >
            {t('check')}
          </Button>
          <Button type="submit" leftSection={<IconSend size={16} aria-hidden />} loading={sending} disabled={checking}>
            {t(later ? 'schedule' : 'send')}
          </Button>
        </Group>
        <Text role="status" size="sm">
          {checked === undefined ? '' : t('checkedHint', { count: checked.recipientCount })}
        </Text>
      </Stack>
    </Card>
  );
}
