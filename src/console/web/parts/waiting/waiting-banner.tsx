// Above every page, but those of the request itself: that messages of the caller's wait, and why. Asked again every 15 seconds; what can't be
// asked says nothing here, since the page itself does.
import { Alert } from '@mantine/core';
import { IconAlertTriangle } from '../icons.js';
import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.js';
import { useScope } from '../../api/session.js';
import type { WaitAnswer } from '../../api/waiting-answers.js';
import { Reasons } from './reasons.js';

const EVERY_MS = 15_000;

export function WaitingBanner(): ReactElement | null {
  const { t } = useTranslation('waiting');
  const enabled = useScope('messages:read');
  const { data } = useQuery({
    queryKey: ['waiting'],
    queryFn: ({ signal }) => api<{ items: WaitAnswer[] }>('/api/v1/messages/sms/waiting', { signal }),
    refetchInterval: EVERY_MS,
    enabled,
  });
  if (data === undefined || data.items.length === 0) return null;
  return (
    <Alert role="status" variant="default" mb="md" icon={<IconAlertTriangle aria-hidden />} title={t('banner')}>
      <Reasons waits={data.items} />
    </Alert>
  );
}
