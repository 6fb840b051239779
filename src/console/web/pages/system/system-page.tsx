import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Page } from '../../shell/page.js';

export function SystemPage(): ReactElement {
  const { t } = useTranslation('system');
  return <Page title={t('title')} />;
}
