// How a bucket of the backlog is called: “up to 10 sec”, “longer than 1 hr”.
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';

const UNITS: ['hour' | 'minute' | 'second', number][] = [
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
];

function duration(seconds: number, language: string): string {
  const [unit, size] = UNITS.find(([, each]) => seconds >= each && seconds % each === 0) ?? ['second', 1];
  return new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'short' }).format(seconds / size);
}

export type Age = (upToSeconds: number | null, from: number) => string;

export function useAge(): Age {
  const { t, i18n } = useTranslation('system');
  const { language } = i18n;
  return useCallback<Age>(
    (upToSeconds, from) =>
      upToSeconds === null ? t('longerThan', { time: duration(from, language) }) : t('upTo', { time: duration(upToSeconds, language) }),
    [t, language],
  );
}
