import type { Texts } from '../en.js';

export const waiting: Texts['waiting'] = {
  banner: 'Nachrichten von Ihnen warten',
  request: 'Fälliges dieses Auftrags wartet',
  since: 'seit',
  held: '{{provider}}: von der Betriebsführung angehalten',
  configuration: '{{provider}} nimmt nichts an: Konto oder Einstellungen sind fehlerhaft',
  outage: '{{provider}} ist nicht erreichbar oder antwortet nicht',
  throttled: '{{provider}} meldete „zu schnell“',
  all_held: 'Von der Betriebsführung angehalten',
  all_configuration: 'Die Einstellungen sind fehlerhaft',
  all_outage: 'Niemand übergibt Nachrichten',
  all_throttled: 'Nachrichten gehen langsam hinaus',
  held_hint: 'Sie gehen hinaus, sobald der Versand weitergeht.',
  configuration_hint: 'Sie gehen von selbst hinaus, sobald das behoben ist.',
  outage_hint: 'Es wird von selbst wieder versucht.',
  throttled_hint: 'Sie gehen langsamer hinaus.',
};
