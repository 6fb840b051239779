// How long ago something was, by the server's clock, with the time itself (the browser's zone, and UTC) on hover.
import { Tooltip } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../texts/format.js';

/** @param now when the server was asked */
export function Ago({ at, now }: { at: string; now: string }): ReactElement {
  const { t } = useTranslation('shell');
  const format = useFormat();
  const label = `${format.dateTime(at)} (${t('utc', { time: format.utc(at) })})`;
  return (
    <Tooltip label={label} withinPortal={false} events={{ hover: true, focus: true, touch: true }}>
      <time dateTime={at}>{format.ago(at, Date.parse(now))}</time>
    </Tooltip>
  );
}
