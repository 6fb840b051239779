// The reasons why a request waits, on its page.
import { Alert } from '@mantine/core';
import { IconAlertTriangle } from '../icons.js';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { WaitAnswer } from '../../api/waiting-answers.js';
import { Reasons } from './reasons.js';

export function WaitingFor({ waits }: { waits: readonly WaitAnswer[] }): ReactElement | null {
  const { t } = useTranslation('waiting');
  if (waits.length === 0) return null;
  return (
    <Alert role="status" variant="default" icon={<IconAlertTriangle aria-hidden />} title={t('request')}>
      <Reasons waits={waits} />
    </Alert>
  );
}
