// How a bucket of the backlog is called: “up to 10 sec”, “longer than 1 hr”.
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../texts/format.js';

export type Age = (upToSeconds: number | null, from: number) => string;

export function useAge(): Age {
  const { t } = useTranslation('system');
  const format = useFormat();
  return useCallback<Age>(
    (upToSeconds, from) =>
      upToSeconds === null
        ? t('longerThan', { time: format.duration(1_000 * from) })
        : t('upTo', { time: format.duration(1_000 * upToSeconds) }),
    [t, format],
  );
}
