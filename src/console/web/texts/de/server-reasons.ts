// Why an entry is where it is, in German: by the queue, the dispatch, HTTP and the simulated carrier. Those of the vendors are in
// carrier-reasons.ts.
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
  'no carrier is configured for {}': 'für {} ist kein Betreiber eingerichtet',
  text: 'Text',
  voice: 'Sprache',
  'sent again by hand ({})': 'von Hand erneut gesendet ({})',
  'settled by hand ({})': 'von Hand entschieden ({})',
  'the carrier never got it': 'der Betreiber hat es nie bekommen',
  'no answer from the carrier in time': 'der Betreiber hat nicht rechtzeitig geantwortet',
  'the carrier’s answer was lost': 'die Antwort des Betreibers ging verloren',
  'found a message of another entry': 'die Nachricht eines anderen Eintrags wurde gefunden',
  'it can’t be asked': 'dort kann nicht nachgefragt werden',
  'no answer': 'keine Antwort',
  'too late': 'zu spät',
  // Why it waits: a carrier's name and its reason, or an operator
  '{}: {}': '{}: {}',
  'no worker is running': 'kein Worker läuft',
  'an operator has stopped all dispatch': 'ein Bediener hat den Versand angehalten',
  'an operator has stopped the dispatch of this tenant': 'ein Bediener hat den Versand dieses Mandanten angehalten',
  'an operator has stopped this carrier': 'ein Bediener hat diesen Betreiber angehalten',
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
  // The simulated carrier
  'the carrier’s queue is full': 'die Warteschlange des Betreibers ist voll',
  'the carrier refused the connection': 'der Betreiber lehnte die Verbindung ab',
  'the carrier refused the number': 'der Betreiber lehnte die Nummer ab',
  'the carrier had a temporary failure': 'der Betreiber hatte eine vorübergehende Störung',
  'the carrier does not say': 'der Betreiber sagt es nicht',
  'the phone was not reachable': 'das Telefon war nicht erreichbar',
};
