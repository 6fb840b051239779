// A range of days in the browser's zone. “All dates” means no range.
import '@mantine/dates/styles.css';
import { DatePickerInput } from '@mantine/dates';
import { IconCalendar } from '../icons.js';
import dayjs from 'dayjs';
import 'dayjs/locale/de';
import { type ReactElement, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { IN_MAIN } from '../../shell/in-main.js';
import { useFormat } from '../../texts/format.js';
import { type Day, daysOf, type Range, rangeOf } from './days.js';
import classes from './days.module.css';

interface DayRangeProps {
  range: Range;
  error: string | undefined;
  onChange: (range: Range) => void;
}

const daysAgo = (days: number): string => dayjs().subtract(days, 'day').format('YYYY-MM-DD');

export function DayRange({ range, error, onChange }: DayRangeProps): ReactElement {
  const { t, i18n } = useTranslation('dates');
  const format = useFormat();
  const id = useId();
  // The first of two days is chosen, the second not yet.
  const [half, setHalf] = useState<Day>(null);
  const days = daysOf(range);
  const isWhole = rangeOf(days).from === range.from && rangeOf(days).to === range.to;
  const moment = (at: string): string => (at === '' ? '…' : format.dateTime(at));
  const chosen = days
    .filter((day) => day !== null)
    .map((day) => dayjs(day).locale(i18n.language).format(t('dayFormat')))
    .join(' – ');
  return (
    <DatePickerInput
      type="range"
      label={t('dates')}
      // The name of a button is all that a screen reader says of it.
      aria-label={`${t('dates')}: ${chosen === '' ? t('allDates') : chosen}`}
      placeholder={t('allDates')}
      // A colleague in another zone sent it, or it was written by hand.
      description={isWhole ? undefined : t('partOfDays', { from: moment(range.from), to: moment(range.to) })}
      inputWrapperOrder={['label', 'input', 'description', 'error']}
      error={error}
      value={half === null ? days : [half, null]}
      onChange={([first, last]) => {
        setHalf(last === null ? first : null);
        if (first === null || last !== null) onChange(rangeOf([first, last]));
      }}
      id={id}
      classNames={{ day: classes.day }}
      popoverProps={{
        // The dialog is called like its button.
        id,
        portalProps: IN_MAIN,
        onClose: () => {
          setHalf(null);
        },
      }}
      allowSingleDateInRange
      clearable
      clearButtonProps={{ 'aria-label': t('allDates') }}
      locale={i18n.language}
      valueFormat={t('dayFormat')}
      leftSection={<IconCalendar size={16} aria-hidden />}
      presets={[
        { value: [daysAgo(0), daysAgo(0)], label: t('today') },
        { value: [daysAgo(1), daysAgo(1)], label: t('yesterday') },
        { value: [daysAgo(6), daysAgo(0)], label: t('week') },
      ]}
      ariaLabels={{
        monthLevelControl: t('chooseMonth'),
        yearLevelControl: t('chooseYear'),
        nextMonth: t('nextMonth'),
        previousMonth: t('previousMonth'),
        nextYear: t('nextYear'),
        previousYear: t('previousYear'),
        nextDecade: t('nextDecade'),
        previousDecade: t('previousDecade'),
      }}
    />
  );
}
