// Why an entry is where it is, in German: by the queue, the dispatch, HTTP and the simulated provider. Those of the vendors are in
// provider-reasons.ts.
import { STATUSES } from '../../api/answers.js';
import type { ServerTexts } from '../server-text.js';
import { status } from './status.js';

export const serverReasons: ServerTexts = {
  // An entry's own sentence
  ...Object.fromEntries(STATUSES.map((name) => [name, status[name]])),
  'SMS request sent to {} Gateway': 'An {} übergeben',
  'SMS request sent to {} Gateway: {}': 'An {} übergeben: {}',
  'Waiting in the queue': 'Wartet in der Warteschlange',
  'Waiting in the queue: {}': 'Wartet in der Warteschlange: {}',
  'Waiting for another try': 'Wartet auf den nächsten Versuch',
  'Waiting for another try: {}': 'Wartet auf den nächsten Versuch: {}',
  'Queue Full, waiting for another try': 'Gedrosselt, wartet auf den nächsten Versuch',
  'Queue Full, waiting for another try: {}': 'Gedrosselt, wartet auf den nächsten Versuch: {}',
  'Expired before it was handed over': 'Abgelaufen, bevor übergeben wurde',
  'Submitted: {}': 'Übergeben: {}',
  'Delivered: {}': 'Zugestellt: {}',
  'Undelivered: {}': 'Nicht zugestellt: {}',
  'Rejected: {}': 'Abgelehnt: {}',
  'Not Attempted: {}': 'Nicht versucht: {}',
  'In doubt: {}': 'Ungewiss: {}',
  // The queue and the dispatch
  'opted out': 'der Empfänger hat widersprochen',
  recalled: 'zurückgeholt',
  'stopped while in hand': 'während der Übergabe angehalten',
  'the worker stopped before it recorded an answer': 'der Worker endete, bevor er eine Antwort festhielt',
  'the request is gone': 'den Auftrag gibt es nicht mehr',
  'no provider is configured for {}': 'für {} ist kein Anbieter eingerichtet',
  text: 'Text',
  voice: 'Sprache',
  'sent again by hand ({})': 'von Hand erneut gesendet ({})',
  'settled by hand ({})': 'von Hand entschieden ({})',
  'the provider never got it': 'der Anbieter hat es nie bekommen',
  'no answer from the provider in time': 'der Anbieter hat nicht rechtzeitig geantwortet',
  'the provider’s answer was lost': 'die Antwort des Anbieters ging verloren',
  'found a message of another entry': 'die Nachricht eines anderen Eintrags wurde gefunden',
  'it can’t be asked': 'dort kann nicht nachgefragt werden',
  'no answer': 'keine Antwort',
  'too late': 'zu spät',
  // Why it waits: a provider's name and its reason, or an operator
  '{}: {}': '{}: {}',
  'no worker is running': 'kein Worker läuft',
  'an operator holds all dispatch': 'ein Bediener hat den Versand angehalten',
  'an operator holds the dispatch of this channel': 'ein Bediener hat den Versand dieses Kanals angehalten',
  'an operator holds the dispatch of this tenant': 'ein Bediener hat den Versand dieses Mandanten angehalten',
  'an operator holds this provider': 'ein Bediener hat diesen Anbieter angehalten',
  // HTTP and connections
  'no address': 'keine Adresse',
  'no answer in time': 'keine rechtzeitige Antwort',
  'no response in time': 'keine rechtzeitige Antwort',
  'no connection in time': 'keine rechtzeitige Verbindung',
  'the connection broke': 'die Verbindung brach ab',
  'the connection failed ({})': 'die Verbindung kam nicht zustande ({})',
  'an answer that is too large': 'die Antwort war zu groß',
  '{} is not an allowed host': '{} ist kein erlaubter Host',
  'HTTP {}': 'HTTP {}',
  // The simulated provider
  'the provider’s queue is full': 'die Warteschlange des Anbieters ist voll',
  'the provider refused the connection': 'der Anbieter lehnte die Verbindung ab',
  'the provider refused the number': 'der Anbieter lehnte die Nummer ab',
  'the provider had a temporary failure': 'der Anbieter hatte eine vorübergehende Störung',
  'the provider does not say': 'der Anbieter sagt es nicht',
  'the phone was not reachable': 'das Telefon war nicht erreichbar',
};
