// The placeholders for data: empty, loading, or a failure with its reason and a retry.
import { Alert, Button, EmptyState as Empty, Skeleton, Stack, VisuallyHidden } from '@mantine/core';
import { IconAlertTriangle, IconInbox, IconRefresh } from '../parts/icons.js';
import type { ReactElement, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError } from '../api/client.js';
import { useServerText } from '../texts/server-text.js';

interface EmptyStateProps {
  title: string;
  description?: string;
  /** Such as a button that clears the filters */
  children?: ReactNode;
}

export function EmptyState({ title, description, children }: EmptyStateProps): ReactElement {
  return (
    <Empty role="status" py="xl" icon={<IconInbox aria-hidden />} title={title} description={description}>
      {children === undefined ? null : <Empty.Actions>{children}</Empty.Actions>}
    </Empty>
  );
}

/** The reason of a failure in the user's words; the server's sentence where it is what helps. */
export function useReason(): (error: unknown) => string {
  const { t } = useTranslation('problem');
  const said = useServerText();
  return (error) => {
    if (!(error instanceof ApiError)) return t('broken');
    const message = error.message === '' ? t('noReason') : said(error.message);
    if (error.status === 0) return t('unreachable');
    if (error.status === 403) return t('forbidden', { message });
    if (error.status === 404) return t('notFound');
    if (error.status === 429) return t('tooMany', { count: error.retryAfter ?? 1 });
    return error.status >= 500 ? t('server', { message }) : message;
  };
}

export function ErrorState({ error, retry }: { error: unknown; retry?: () => void }): ReactElement {
  const { t } = useTranslation('problem');
  const reason = useReason();
  return (
    <Alert role="alert" color="red" variant="outline" icon={<IconAlertTriangle aria-hidden />} title={t('title')}>
      <Stack align="flex-start" gap="sm">
        {reason(error)}
        {retry && (
          <Button size="xs" variant="default" leftSection={<IconRefresh size={16} aria-hidden />} onClick={retry}>
            {t('retry')}
          </Button>
        )}
      </Stack>
    </Alert>
  );
}

export function Loading({ lines = 6 }: { lines?: number }): ReactElement {
  const { t } = useTranslation();
  return (
    <Stack gap="sm" role="status" aria-busy>
      <VisuallyHidden>{t('loading')}</VisuallyHidden>
      {Array.from({ length: lines }, (_, line) => (
        <Skeleton key={line} height={28} />
      ))}
    </Stack>
  );
}
