import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Page } from '../../shell/page.js';

export function ComposePage(): ReactElement {
  const { t } = useTranslation('compose');
  return <Page title={t('title')} />;
}
