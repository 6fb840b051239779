import type { Texts } from '../en.js';

export const signIn: Texts['signIn'] = {
  title: 'Anmelden',
  token: 'Zugangstoken',
  tokenHint: 'Das JWT, das Ihre API-Clients verwenden. Auf dem Rechner des Servers erzeugt „npm run token“ eines.',
  submit: 'Anmelden',
  oidc: 'Mit Ihrer Organisation anmelden',
  or: 'oder',
  failed: 'Nicht angemeldet',
  refused: 'Der Server nimmt dieses Token nicht an. Es ist vielleicht abgelaufen oder für einen anderen Server bestimmt.',
  missing: 'Fügen Sie zuerst ein Token ein.',
  over: 'Ihre Sitzung ist beendet. Melden Sie sich erneut an, um dort weiterzumachen, wo Sie waren.',
  errors: {
    unavailable: 'Der Anmeldedienst Ihrer Organisation ist nicht erreichbar. Versuchen Sie es später, oder verwenden Sie ein Token.',
    denied: 'Der Anmeldedienst Ihrer Organisation hat abgelehnt.',
    expired: 'Diese Anmeldung wurde vor zu langer Zeit oder in einem anderen Browser begonnen. Beginnen Sie von vorn.',
    refused: 'Ihre Organisation hat Sie angemeldet, aber dieser Server nimmt ihr Token nicht an: Fragen Sie, wer ihn betreibt.',
    other: 'Die Anmeldung bei Ihrer Organisation ist nicht gelungen ({{error}}). Versuchen Sie es erneut.',
  },
};
