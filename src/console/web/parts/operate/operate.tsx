// What an operator may change on the System page: all dispatch, a tenant's, what is stopped, and of a carrier its stop and its rate limit.
import { Group, TextInput } from '@mantine/core';
import { type ReactElement, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useScope } from '../../api/session.js';
import type { CarrierAnswer, SystemAnswer } from '../../api/system-answers.js';
import { RateLimitButton } from './rate-limit-button.js';
import { ResumeButton, StopButton } from './stop-button.js';
import type { What } from './use-operate.js';

const whatOf = ({ what, name }: SystemAnswer['stops'][number]): What =>
  what === 'all' || name === null ? { all: true } : what === 'tenant' ? { tenant: name } : { carrier: name };

export function OperateDispatch({ stops }: Pick<SystemAnswer, 'stops'>): ReactElement | null {
  const { t } = useTranslation('operate');
  const mayManage = useScope('system:manage');
  const [tenant, setTenant] = useState('');
  if (!mayManage) return null;
  const isAll = stops.some(({ what }) => what === 'all');
  return (
    <Group role="group" aria-label={t('changes')} gap="xs" align="flex-end">
      {!isAll && <StopButton what={{ all: true }} label={t('stopAll')} name={t('all')} />}
      {stops.map((stop) => (
        <ResumeButton
          key={`${stop.what} ${stop.name ?? ''}`}
          what={whatOf(stop)}
          label={t('resumeOf', { what: t(stop.what, { name: stop.name ?? '' }) })}
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
      <StopButton what={{ tenant }} label={t('stopTenant')} name={t('tenant', { name: tenant })} disabled={tenant === ''} />
    </Group>
  );
}

export function OperateCarrier({ carrier: { name, pacePerSecond, ratePerSecond } }: { carrier: CarrierAnswer }): ReactElement | null {
  const { t } = useTranslation('operate');
  const mayManage = useScope('system:manage');
  if (!mayManage) return null;
  return (
    <Group gap="xs">
      <StopButton what={{ carrier: name }} label={t('stop')} name={t('carrier', { name })} />
      <RateLimitButton carrier={name} perSecond={pacePerSecond ?? ratePerSecond} />
    </Group>
  );
}
