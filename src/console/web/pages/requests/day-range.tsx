// From which day to which, in the browser's zone; “All dates” where none is chosen.
import '@mantine/dates/styles.css';
import { DatePickerInput } from '@mantine/dates';
import { IconCalendar } from '@tabler/icons-react';
import dayjs from 'dayjs';
import 'dayjs/locale/de';
import { type ReactElement, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import classes from '../../parts/dates/days.module.css';
import { IN_MAIN } from '../../shell/in-main.js';
import { type Day, daysOf, type Filter, rangeOf } from './filter.js';

interface DayRangeProps {
  filter: Filter;
  error: string | undefined;
  onChange: (range: Pick<Filter, 'from' | 'to'>) => void;
}

export function DayRange({ filter, error, onChange }: DayRangeProps): ReactElement {
  const { t, i18n } = useTranslation('requests');
  const id = useId();
  const days = daysOf(filter);
  const chosen = days.flatMap((day) => (day === null ? [] : [dayjs(day).locale(i18n.language).format(t('dayFormat'))])).join(' – ');
  // The first of two days is chosen, the second not yet.
  const [half, setHalf] = useState<Day>(null);
  return (
    <DatePickerInput
      type="range"
      label={t('dates')}
      // The name of a button is all that a screen reader says of it.
      aria-label={`${t('dates')}: ${chosen === '' ? t('allDates') : chosen}`}
      id={id}
      classNames={{ day: classes.day }}
      placeholder={t('allDates')}
      error={error}
      value={half === null ? days : [half, null]}
      onChange={([first, last]) => {
        setHalf(last === null ? first : null);
        if (first === null || last !== null) onChange(rangeOf([first, last]));
      }}
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
