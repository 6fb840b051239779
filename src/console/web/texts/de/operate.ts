import type { Texts } from '../en.js';

export const operate: Texts['operate'] = {
  hold: 'Anhalten',
  resume: 'Fortsetzen',
  rateLimit: 'Tempolimit',
  holdAll: 'Gesamten Versand anhalten',
  resumeOf: 'Fortsetzen: {{what}}',
  all: 'Gesamter Versand',
  channel: 'Kanal {{name}}',
  tenant: 'Mandant {{name}}',
  provider: 'Anbieter {{name}}',
  holdTitle: '{{what}} anhalten?',
  holdHint:
    'Davon beginnt in keinem Worker mehr etwas, bis jemand fortsetzt. Wartendes kann weiterhin storniert werden; was in Übergabe ist, endet.',
  keep: 'Weiterlaufen lassen',
  close: 'Schließen',
  rateTitle: 'Tempolimit von {{provider}}',
  perSecond: 'Nachrichten pro Sekunde, über alle Worker',
  perSecondHint: '0 = unbegrenzt. Gilt ab den nächsten Nachrichten.',
  set: 'Setzen',
  asConfigured: 'Wie eingerichtet',
  changes: 'Was die Betriebsführung ändern kann',
  holdTenant: 'Mandanten anhalten',
  tenantName: 'Mandant',
};
