// The sign-in page: with an API token, or with the organisation's identity provider if one is configured.
import { Alert, Button, Card, Center, Divider, PasswordInput, Stack } from '@mantine/core';
import { IconAlertTriangle, IconInfoCircle } from '../../parts/icons.js';
import { useMutation, useQuery } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Navigate, useSearchParams } from 'react-router';
import { ApiError } from '../../api/client.js';
import { sessionIsOver, sessionQuery, settingsQuery, signIn } from '../../api/session.js';
import { Page } from '../../shell/page.js';
import { ColourScheme, LanguageSelect } from '../../shell/preferences.js';
import { ErrorState } from '../../shell/states.js';
import { useServerText } from '../../texts/server-text.js';
import { keepReturnPath, returnPath } from './return-path.js';

/** Of those that the server says of a provider; `failed` is any other. */
const KNOWN = ['unavailable', 'denied', 'expired', 'refused'] as const;

function useProviderError(): string | null {
  const { t } = useTranslation('signIn');
  const error = useSearchParams()[0].get('error');
  if (error === null) return null;
  const known = KNOWN.find((each) => each === error);
  return known === undefined ? t('errors.other', { error: error.slice(0, 60) }) : t(`errors.${known}`);
}

function TokenForm(): ReactElement {
  const { t } = useTranslation('signIn');
  const said = useServerText();
  const [token, setToken] = useState('');
  const [missing, setMissing] = useState(false);
  const entry = useMutation({ mutationFn: signIn });
  const refused = entry.error instanceof ApiError && entry.error.status === 401 ? t('refused') : null;
  const ofField = entry.error instanceof ApiError ? (said(entry.error.of('token')) ?? refused) : null;
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        const pasted = token.trim();
        setMissing(pasted === '');
        if (pasted !== '') entry.mutate(pasted);
      }}
    >
      <Stack gap="sm">
        <PasswordInput
          label={t('token')}
          description={t('tokenHint')}
          value={token}
          error={missing ? t('missing') : ofField}
          autoComplete="off"
          required
          onChange={({ currentTarget }) => {
            setToken(currentTarget.value);
          }}
        />
        {entry.error && ofField === null && <ErrorState error={entry.error} />}
        <Button type="submit" loading={entry.isPending}>
          {t('submit')}
        </Button>
      </Stack>
    </form>
  );
}

export function SignInPage(): ReactElement {
  const { t } = useTranslation('signIn');
  const [parameters] = useSearchParams();
  const { data: session } = useQuery(sessionQuery);
  const { data: settings } = useQuery(settingsQuery);
  const problem = useProviderError();
  const path = returnPath(parameters.get('return'));
  if (session) return <Navigate to={path} replace />;
  return (
    <Center component="main" mih="100vh" p="md">
      <Card withBorder w="100%" maw={440} padding="lg">
        <Page title={t('title')}>
          {problem !== null && (
            <Alert role="alert" color="red" variant="outline" icon={<IconAlertTriangle aria-hidden />} title={t('failed')}>
              {problem}
            </Alert>
          )}
          {sessionIsOver() && <Alert variant="default" icon={<IconInfoCircle aria-hidden />} title={t('over')} />}
          {settings?.signIn.includes('oidc') && (
            <>
              <Button
                component="a"
                href="/console/oidc"
                onClick={() => {
                  keepReturnPath(path);
                }}
              >
                {t('oidc')}
              </Button>
              <Divider label={t('or')} />
            </>
          )}
          <TokenForm />
          <Divider />
          <ColourScheme />
          <LanguageSelect />
        </Page>
      </Card>
    </Center>
  );
}
