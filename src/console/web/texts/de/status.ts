import type { Texts } from '../en.js';

export const status: Texts['status'] = {
  Initial: 'Wartend',
  'Queue Full': 'Gedrosselt',
  Sending: 'In Übergabe',
  Submitted: 'Übergeben',
  Delivered: 'Zugestellt',
  Undelivered: 'Nicht zugestellt',
  Expired: 'Abgelaufen',
  Rejected: 'Abgelehnt',
  'Not Attempted': 'Nicht versucht',
  Cancelled: 'Storniert',
  'In doubt': 'Ungewiss',
  Opened: 'Geöffnet',
  scheduled: 'Geplant',
  sending: 'Im Versand',
  finished: 'Abgeschlossen',
  cancelled: 'Storniert',
  expired: 'Abgelaufen',
};
