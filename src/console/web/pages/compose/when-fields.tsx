// The start and the expiry, in a chosen time zone. The same times in UTC and in the browser's zone are shown below.
import { Checkbox, Radio, Select, Stack, Text, TextInput } from '@mantine/core';
import { useInterval } from '@mantine/hooks';
import { type ReactElement, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../texts/format.js';
import { browserZone, zones } from '../../texts/locale.js';
import type { Change, Draft } from './draft.js';
import type { Faults } from './faults.js';
import { instantOf, zoned } from './zoned.js';

const HERE = browserZone();
const CLOCK_MS = 10_000;

interface MomentFieldProps {
  label: string;
  wall: string;
  zone: string;
  again: boolean;
  /** Said of a time that has passed */
  past: string;
  error: string | undefined;
  onWall: (wall: string) => void;
  onAgain: (again: boolean) => void;
}

function MomentField({ label, wall, zone, again, past, error, onWall, onAgain }: MomentFieldProps): ReactElement {
  const { t } = useTranslation('compose');
  const format = useFormat();
  const [now, setNow] = useState(() => Date.now());
  useInterval(
    () => {
      setNow(Date.now());
    },
    CLOCK_MS,
    { autoInvoke: true },
  );
  const found = zoned(wall, zone);
  const at = instantOf(wall, zone, again);
  const said = at === null ? undefined : new Date(at).toISOString();
  const instant = said === undefined ? undefined : t('instant', { utc: format.utc(said), here: format.dateTime(said), zone: HERE });
  return (
    <Stack gap="xs">
      <TextInput
        type="datetime-local"
        label={label}
        description={instant}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        value={wall}
        error={error}
        max="9999-12-31T23:59"
        maw={400}
        required
        onChange={({ currentTarget }) => {
          onWall(currentTarget.value);
        }}
      />
      {at !== null && at <= now && (
        <Text role="status" size="sm" fw={600}>
          {past}
        </Text>
      )}
      {found?.kind === 'two' && (
        <Radio.Group
          label={t('twice', { zone })}
          value={again ? 'second' : 'first'}
          onChange={(value) => {
            onAgain(value === 'second');
          }}
        >
          <Stack gap="xs" mt={4}>
            <Radio value="first" label={t('firstTime', { utc: format.utc(new Date(found.first).toISOString()) })} />
            <Radio value="second" label={t('secondTime', { utc: format.utc(new Date(found.second).toISOString()) })} />
          </Stack>
        </Radio.Group>
      )}
    </Stack>
  );
}

export function WhenFields({ draft, change, faults }: { draft: Draft; change: Change; faults: Faults }): ReactElement {
  const { t } = useTranslation('compose');
  const data = useMemo(() => zones(), []);
  return (
    <Stack gap="sm">
      <Checkbox
        label={t('later')}
        description={t('laterHint')}
        checked={draft.later}
        onChange={({ currentTarget }) => {
          change({ later: currentTarget.checked });
        }}
      />
      {draft.later && (
        <MomentField
          label={t('start')}
          wall={draft.start}
          zone={draft.zone}
          again={draft.startAgain}
          past={t('startPast')}
          error={faults.start}
          onWall={(start) => {
            change({ start });
          }}
          onAgain={(startAgain) => {
            change({ startAgain });
          }}
        />
      )}
      <Checkbox
        label={t('expires')}
        description={t('expiresHint')}
        checked={draft.expires}
        onChange={({ currentTarget }) => {
          change({ expires: currentTarget.checked });
        }}
      />
      {draft.expires && (
        <MomentField
          label={t('expiry')}
          wall={draft.expiry}
          zone={draft.zone}
          again={draft.expiryAgain}
          past={t('expiryPast')}
          error={faults.expiry}
          onWall={(expiry) => {
            change({ expiry });
          }}
          onAgain={(expiryAgain) => {
            change({ expiryAgain });
          }}
        />
      )}
      {(draft.later || draft.expires) && (
        <Select
          label={t('zone')}
          data={data}
          value={draft.zone}
          searchable
          allowDeselect={false}
          nothingFoundMessage={t('noZone')}
          maw={400}
          onChange={(zone) => {
            if (zone !== null) change({ zone });
          }}
        />
      )}
    </Stack>
  );
}
