// Asks for confirmation before a submit: the number of recipients, the cost, and placeholders that would be sent unchanged.
import { Button, Group, Paper, Stack, Text } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Dialog } from '../../shell/dialog.js';
import { useFormat } from '../../texts/format.js';
import { Placeholders } from './content-hints.js';
import type { Draft } from './draft.js';
import { Facts, type Row } from './facts.js';
import classes from './compose.module.css';
import type { Amount } from './amount.js';
import { placeholdersIn } from './placeholders.js';
import { instantOf } from './zoned.js';

/** It starts as soon as it is sent. */
const isNow = ({ later, start, zone, startAgain }: Draft): boolean => !later || (instantOf(start, zone, startAgain) ?? 0) <= Date.now();

/** True for placeholders, and for an immediate submit to several recipients; a scheduled request can be cancelled. @param recipients null = unknown */
export const needsAsking = (draft: Draft, recipients: number | null): boolean =>
  placeholdersIn(draft.content).length > 0 || (isNow(draft) && (recipients === null || recipients > 1));

interface SendDialogProps {
  opened: boolean;
  draft: Draft;
  amount: Amount;
  onClose: () => void;
  onSend: () => void;
}

export function SendDialog({ opened, onClose, ...props }: SendDialogProps): ReactElement {
  const { t } = useTranslation('compose');
  return (
    <Dialog opened={opened} onClose={onClose} title={t(isNow(props.draft) ? 'askNow' : 'askLater')} size="lg">
      {opened && <Question {...props} onClose={onClose} />}
    </Dialog>
  );
}

function Question({ draft, amount, onClose, onSend }: Omit<SendDialogProps, 'opened'>): ReactElement {
  const { t } = useTranslation('compose');
  const format = useFormat();
  const { recipients, segments, cost, isChecked } = amount;
  const count = recipients ?? 0;
  const rows: Row[] = [[t('recipients'), recipients === null ? t('reading') : format.number(recipients)]];
  if (segments !== null) rows.push([t('segmentsInAll'), format.number(segments)]);
  if (draft.channel === 'text') rows.push([t('cost'), cost === null ? t('noPrice') : format.money(cost.amount, cost.currency)]);
  if (draft.sender.trim() !== '') rows.push([t('sender'), draft.sender.trim()]);
  return (
    <Stack>
      <Facts rows={rows} />
      <Paper withBorder p="sm" className={classes.excerpt} tabIndex={0} role="group" aria-label={t('content')}>
        {draft.content}
      </Paper>
      <Placeholders content={draft.content} />
      <Text size="sm" c="dimmed">
        {t(isChecked ? 'askChecked' : 'askUnchecked')}
      </Text>
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose} data-autofocus>
          {t('dontSend')}
        </Button>
        <Button onClick={onSend} disabled={recipients === null}>
          {t(isNow(draft) ? 'sendTo' : 'scheduleTo', { count, number: format.number(count) })}
        </Button>
      </Group>
    </Stack>
  );
}
