// The part of the kit for routes that a module defines: the owner of the requests, and the form in which its routes show them.
import type { EntryFacts, SentTo } from './query/entry-facts.js';
import type { RequestFacts } from './query/request-facts.js';

export interface ModuleRequests<Request extends object = object, Entry extends object = object> {
  /** The name of the module. The requests of other modules are neither found nor changed. */
  readonly module: string;
  /** The path of its routes, such as `/api/v1/messages/sms`. It is part of each idempotency key. */
  readonly path: string;
  /** The form of a request in answers. */
  request(facts: RequestFacts): Request;
  /** The form of an entry in answers. */
  entry(facts: EntryFacts): Entry;
  /** The status message of an entry that a provider has accepted. */
  readonly sentTo?: SentTo;
}
