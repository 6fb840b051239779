// A time in the browser's zone, with UTC on hover and for screen readers.
import { Tooltip } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../texts/format.js';
import { IN_MAIN } from './in-main.js';

export function Moment({ at }: { at: string }): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <Tooltip label={t('utc', { time: format.utc(at) })} events={{ hover: true, focus: true, touch: true }} portalProps={IN_MAIN}>
      <time dateTime={at}>{format.dateTime(at)}</time>
    </Tooltip>
  );
}
