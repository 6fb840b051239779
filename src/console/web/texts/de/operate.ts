import type { Texts } from '../en.js';

export const operate: Texts['operate'] = {
  stop: 'Anhalten',
  resume: 'Fortsetzen',
  rateLimit: 'Tempolimit',
  stopAll: 'Gesamten Versand anhalten',
  resumeOf: 'Fortsetzen: {{what}}',
  all: 'Gesamter Versand',
  tenant: 'Mandant {{name}}',
  carrier: 'Carrier {{name}}',
  stopTitle: '{{what}} anhalten?',
  stopHint:
    'Davon beginnt in keinem Worker mehr etwas, bis jemand fortsetzt. Wartendes kann weiterhin storniert werden; was in Übergabe ist, endet.',
  keep: 'Weiterlaufen lassen',
  close: 'Schließen',
  rateTitle: 'Tempolimit von {{carrier}}',
  perSecond: 'Nachrichten pro Sekunde, über alle Worker',
  perSecondHint: '0 = unbegrenzt. Gilt ab den nächsten Nachrichten.',
  set: 'Setzen',
  asConfigured: 'Wie eingerichtet',
  changes: 'Was die Betriebsführung ändern kann',
  stopTenant: 'Mandanten anhalten',
  tenantName: 'Mandant',
};
