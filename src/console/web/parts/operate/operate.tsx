// The operator's actions on the System page: holds of all dispatch, of a tenant or of a provider, and a provider's rate limit.
import { Group, TextInput } from '@mantine/core';
import { type ReactElement, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useScope } from '../../api/session.js';
import type { ProviderAnswer, SystemAnswer } from '../../api/system-answers.js';
import { HoldButton, ResumeButton } from './hold-button.js';
import { RateLimitButton } from './rate-limit-button.js';
import type { What } from './use-operate.js';

function whatOf({ what, name }: SystemAnswer['holds'][number]): What {
  if (what === 'all' || name === null) return { all: true };
  if (what === 'channel') return { channel: name };
  return what === 'tenant' ? { tenant: name } : { provider: name };
}

export function OperateDispatch({ holds }: Pick<SystemAnswer, 'holds'>): ReactElement | null {
  const { t } = useTranslation('operate');
  const mayManage = useScope('system:manage');
  const [tenant, setTenant] = useState('');
  if (!mayManage) return null;
  const isAll = holds.some(({ what }) => what === 'all');
  return (
    <Group role="group" aria-label={t('changes')} gap="xs" align="flex-end">
      {!isAll && <HoldButton what={{ all: true }} label={t('holdAll')} name={t('all')} />}
      {holds.map((hold) => (
        <ResumeButton
          key={`${hold.what} ${hold.name ?? ''}`}
          what={whatOf(hold)}
          label={t('resumeOf', { what: t(hold.what, { name: hold.name ?? '' }) })}
        />
      ))}
      <TextInput
        label={t('tenantName')}
        size="xs"
        maxLength={128}
        value={tenant}
        onChange={({ currentTarget: { value } }) => {
          setTenant(value);
        }}
      />
      <HoldButton what={{ tenant }} label={t('holdTenant')} name={t('tenant', { name: tenant })} disabled={tenant === ''} />
    </Group>
  );
}

export function OperateProvider({
  provider: { name, rateLimitPerSecond, ratePerSecond },
}: {
  provider: ProviderAnswer;
}): ReactElement | null {
  const { t } = useTranslation('operate');
  const mayManage = useScope('system:manage');
  if (!mayManage) return null;
  return (
    <Group gap="xs">
      <HoldButton what={{ provider: name }} label={t('hold')} name={t('provider', { name })} />
      <RateLimitButton provider={name} perSecond={rateLimitPerSecond ?? ratePerSecond} />
    </Group>
  );
}
