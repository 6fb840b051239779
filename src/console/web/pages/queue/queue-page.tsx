import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Page } from '../../shell/page.js';

export function QueuePage(): ReactElement {
  const { t } = useTranslation('queue');
  return <Page title={t('title')} />;
}
