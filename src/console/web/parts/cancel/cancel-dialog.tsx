// Cancels one request. It first shows the entries that will be cancelled and those already handed over, then the server's exact count.
import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import { IconAlertTriangle, IconCheck, IconInfoCircle } from '../icons.js';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CancelAnswer, RequestAnswer } from '../../api/answers.js';
import { api, ApiError } from '../../api/client.js';
import { Dialog } from '../../shell/dialog.js';
import { ErrorState, Loading } from '../../shell/states.js';
import { useFormat } from '../../texts/format.js';
import { useServerText } from '../../texts/server-text.js';
import { statusSharesOf } from '../entry-status/entry-status.js';
import { Forecast, Numbers } from './forecast.js';
import { makeKey } from './idempotency-key.js';

interface CancelDialogProps {
  /** Null = closed. */
  id: string | null;
  /** True: no entry waits. The same cancel then asks the providers to recall messages that they have not sent. */
  isRecall?: boolean;
  onClose: () => void;
}

export function CancelDialog({ id, isRecall = false, onClose }: CancelDialogProps): ReactElement {
  const { t } = useTranslation('cancel');
  return (
    <Dialog opened={id !== null} onClose={onClose} title={t(isRecall ? 'recallTitle' : 'title', { id: id ?? '' })} size="lg">
      {id !== null && <Cancel id={id} isRecall={isRecall} onClose={onClose} />}
    </Dialog>
  );
}

function Cancel({ id, isRecall, onClose }: { id: string; isRecall: boolean; onClose: () => void }): ReactElement {
  const { t } = useTranslation('cancel');
  const format = useFormat();
  const reason = useServerText();
  const client = useQueryClient();
  // One for as long as the dialog is open: whoever repeats a lost answer gets that answer.
  const [key] = useState(makeKey);
  const path = `/api/v1/messages/sms/${id}`;
  const fresh = useQuery({
    queryKey: ['cancel', id, key],
    queryFn: ({ signal }) => api<RequestAnswer>(path, { signal }),
    gcTime: 0,
    refetchOnWindowFocus: false,
  });
  const cancel = useMutation({
    mutationFn: () => api<CancelAnswer>(path, { method: 'DELETE', headers: { prefer: 'return=representation', 'idempotency-key': key } }),
    onSettled: async () => {
      await Promise.all([client.invalidateQueries({ queryKey: ['request', id] }), client.invalidateQueries({ queryKey: ['requests'] })]);
    },
  });
  const send = (): void => {
    cancel.mutate();
  };

  if (cancel.data) return <Account account={cancel.data} onClose={onClose} />;
  if (cancel.error && !isLost(cancel.error)) {
    const nothing = cancel.error instanceof ApiError && cancel.error.status === 400;
    return (
      <Stack>
        {nothing ? (
          <Alert role="status" variant="default" icon={<IconInfoCircle aria-hidden />} title={t(isRecall ? 'recallAsked' : 'nothing')}>
            <Text size="sm">{reason(cancel.error.message)}</Text>
            <Text size="sm">{t(isRecall ? 'recallHint' : 'nothingHint')}</Text>
          </Alert>
        ) : (
          <ErrorState error={cancel.error} retry={send} />
        )}
        <Close onClose={onClose} />
      </Stack>
    );
  }
  if (fresh.error) return <ErrorState error={fresh.error} retry={() => void fresh.refetch()} />;
  if (!fresh.data) return <Loading lines={4} />;

  const statusShares = statusSharesOf(fresh.data.counts);
  const { waiting } = statusShares;
  return (
    <Stack>
      {isRecall && waiting + statusShares.inHand === 0 ? (
        <>
          <Text fw={700}>{t('recallForecast', { count: statusShares.submitted, total: format.number(statusShares.submitted) })}</Text>
          <Text size="sm">{t('recallHint')}</Text>
        </>
      ) : (
        <Forecast statusShares={statusShares} />
      )}
      {cancel.error && (
        <Alert role="alert" variant="outline" color="red" icon={<IconAlertTriangle aria-hidden />} title={t('lost')}>
          {t('lostHint')}
        </Alert>
      )}
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose} autoFocus data-autofocus disabled={cancel.isPending}>
          {t('keep')}
        </Button>
        <Button color="red" onClick={send} loading={cancel.isPending}>
          {cancel.error
            ? t('repeat')
            : waiting === 0
              ? t(isRecall ? 'confirmRecall' : 'confirmAny')
              : t('confirm', { count: waiting, total: format.number(waiting) })}
        </Button>
      </Group>
    </Stack>
  );
}

/** The result is unknown: no answer, a network failure, or the first call still runs (409). */
const isLost = (error: Error): boolean => !(error instanceof ApiError) || error.status === 0 || error.status === 409 || error.status >= 500;

function Account({ account, onClose }: { account: CancelAnswer; onClose: () => void }): ReactElement {
  const { t } = useTranslation('cancel');
  const format = useFormat();
  const reason = useServerText();
  const { cancelled, handedOver, inFlight, inDoubt, failed, recalled, total } = account;
  const rows = [
    [t('cancelled'), cancelled],
    [t('handedOver'), handedOver],
    [t('inFlight'), inFlight],
    [t('inDoubt'), inDoubt],
    [t('failed'), failed],
    ...(recalled > 0 ? [[t('recalled'), recalled] as const] : []),
    [t('ofAll'), total],
  ] as const;
  return (
    <Stack>
      <Alert
        role="status"
        variant="default"
        icon={<IconCheck aria-hidden />}
        title={t('done', { count: cancelled, total: format.number(cancelled) })}
      >
        <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
          {reason(account.message)}
        </Text>
      </Alert>
      <Numbers rows={rows} />
      <Close onClose={onClose} />
    </Stack>
  );
}

function Close({ onClose }: { onClose: () => void }): ReactElement {
  const { t } = useTranslation('cancel');
  return (
    <Group justify="flex-end">
      {/* What had the focus is gone. */}
      <Button variant="default" onClick={onClose} autoFocus>
        {t('close')}
      </Button>
    </Group>
  );
}
