import type { Texts } from '../en.js';

export const dates: Texts['dates'] = {
  dates: 'Eingereicht',
  allDates: 'Alle Tage',
  partOfDays: 'Von {{from}} bis {{to}}',
  dayFormat: 'D. MMM YYYY',
  today: 'Heute',
  yesterday: 'Gestern',
  week: 'Die letzten 7 Tage',
  chooseMonth: 'Monat wählen',
  chooseYear: 'Jahr wählen',
  nextMonth: 'Nächster Monat',
  previousMonth: 'Voriger Monat',
  nextYear: 'Nächstes Jahr',
  previousYear: 'Voriges Jahr',
  nextDecade: 'Nächstes Jahrzehnt',
  previousDecade: 'Voriges Jahrzehnt',
};
