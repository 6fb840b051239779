import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import { Page } from '../../shell/page.js';

export function RequestPage(): ReactElement {
  const { t } = useTranslation('request');
  const { id = '' } = useParams();
  return <Page title={t('title', { id })} />;
}
