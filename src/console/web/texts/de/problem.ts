import type { Texts } from '../en.js';

export const problem: Texts['problem'] = {
  title: 'Etwas ist schiefgegangen',
  retry: 'Erneut versuchen',
  close: 'Schließen',
  reload: 'Seite neu laden',
  unreachable: 'Der Server ist nicht erreichbar. Prüfen Sie die Verbindung und versuchen Sie es erneut.',
  forbidden: 'Ihre Anmeldung umfasst nicht, was hierfür nötig ist: {{message}}',
  notFound: 'Das gibt es nicht, oder nicht für Sie.',
  tooMany_one: 'Zu viele Anfragen. Versuchen Sie es in {{count}} Sekunde erneut.',
  tooMany_other: 'Zu viele Anfragen. Versuchen Sie es in {{count}} Sekunden erneut.',
  server: 'Der Server konnte das nicht ausführen: {{message}}',
  noReason: 'kein Grund angegeben',
  broken: 'Diese Seite konnte nicht angezeigt werden. Vielleicht hilft es, sie neu zu laden: der Server hat womöglich eine neuere Version.',
  brokenPart: 'Dieser Teil der Seite konnte nicht angezeigt werden',
  brokenPartNamed: 'Dieser Teil der Seite konnte nicht angezeigt werden: {{name}}',
  noPage: 'Seite nicht gefunden',
  noPageHint: 'Unter dieser Adresse gibt es keine Seite.',
  toQueue: 'Zur SMS-Warteschlange',
  noScope: 'Ihre Anmeldung umfasst diese Seite nicht',
  noScopeHint: 'Sie braucht den Scope {{scope}}. Fragen Sie danach, wer Ihnen das Token gegeben hat.',
};
