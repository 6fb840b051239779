// Cancels one request: says first what will stop and what has left, then the server's own count.
import { Alert, Button, Group, Modal, Stack, Text } from '@mantine/core';
import { IconAlertTriangle, IconCheck, IconInfoCircle } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CancelAnswer, RequestAnswer } from '../../api/answers.js';
import { api, ApiError } from '../../api/client.js';
import { Boundary } from '../../shell/boundary.js';
import { IN_MAIN } from '../../shell/in-main.js';
import { ErrorState, Loading } from '../../shell/states.js';
import { useFormat } from '../../texts/format.js';
import { standingOf } from '../standing/standing.js';
import { Forecast, Numbers } from './forecast.js';
import { makeKey } from './idempotency-key.js';

interface CancelDialogProps {
  /** Null = closed. */
  id: string | null;
  onClose: () => void;
}

export function CancelDialog({ id, onClose }: CancelDialogProps): ReactElement {
  const { t } = useTranslation('cancel');
  return (
    <Modal
      opened={id !== null}
      onClose={onClose}
      portalProps={IN_MAIN}
      title={t('title', { id: id ?? '' })}
      size="lg"
      closeButtonProps={{ 'aria-label': t('close') }}
    >
      <Boundary>{id !== null && <Cancel id={id} onClose={onClose} />}</Boundary>
    </Modal>
  );
}

function Cancel({ id, onClose }: { id: string; onClose: () => void }): ReactElement {
  const { t } = useTranslation('cancel');
  const format = useFormat();
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
          <Alert role="status" variant="default" icon={<IconInfoCircle aria-hidden />} title={t('nothing')}>
            <Text size="sm">{cancel.error.message}</Text>
            <Text size="sm">{t('nothingHint')}</Text>
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

  const standing = standingOf(fresh.data.counts);
  const { waiting } = standing;
  return (
    <Stack>
      <Forecast standing={standing} />
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
          {cancel.error ? t('repeat') : waiting === 0 ? t('confirmAny') : t('confirm', { count: waiting, total: format.number(waiting) })}
        </Button>
      </Group>
    </Stack>
  );
}

/** Nobody knows what became of it: no answer, a failure on the way, or the first try is still under way (409). */
const isLost = (error: Error): boolean => !(error instanceof ApiError) || error.status === 0 || error.status === 409 || error.status >= 500;

function Account({ account, onClose }: { account: CancelAnswer; onClose: () => void }): ReactElement {
  const { t } = useTranslation('cancel');
  const format = useFormat();
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
          {account.message}
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
