// Pages that stand for one that is not there: an unknown address, a missing scope, or a page that broke.
import { Alert, Button, Container } from '@mantine/core';
import { IconAlertTriangle, IconLock, IconMapOff } from '../parts/icons.js';
import type { ReactElement, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { type Scope, useScope } from '../api/session.js';
import { Page } from './page.js';

export function NotFoundPage(): ReactElement {
  const { t } = useTranslation('problem');
  return (
    <Page title={t('noPage')}>
      <Alert variant="default" icon={<IconMapOff aria-hidden />} title={t('noPageHint')}>
        <Button component={Link} to="/queue" variant="default" size="xs">
          {t('toQueue')}
        </Button>
      </Alert>
    </Page>
  );
}

/** Shows its page only to users with the scope. */
export function Scoped({ scope, children }: { scope: Scope; children: ReactNode }): ReactNode {
  const { t } = useTranslation('problem');
  if (useScope(scope)) return children;
  return (
    <Page title={t('noScope')}>
      <Alert variant="default" icon={<IconLock aria-hidden />} title={t('noScopeHint', { scope })} />
    </Page>
  );
}

/** The page after an error of a page, or if its file is gone because the server was updated. */
export function BrokenPage(): ReactElement {
  const { t } = useTranslation('problem');
  return (
    <Page title={t('title')}>
      <Alert role="alert" color="red" variant="outline" icon={<IconAlertTriangle aria-hidden />} title={t('broken')}>
        <Button
          variant="default"
          size="xs"
          onClick={() => {
            window.location.reload();
          }}
        >
          {t('reload')}
        </Button>
      </Alert>
    </Page>
  );
}

/** The same after an error of the frame. */
export function BrokenFrame(): ReactElement {
  return (
    <Container component="main" size="sm" py="xl">
      <BrokenPage />
    </Container>
  );
}
