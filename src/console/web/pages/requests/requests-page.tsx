import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Page } from '../../shell/page.js';

export function RequestsPage(): ReactElement {
  const { t } = useTranslation('requests');
  return <Page title={t('title')} />;
}
