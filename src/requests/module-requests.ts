// What the kit has to know of a module: whose requests they are, and how its routes show them. Everything else is the same for all modules.
import type { EntryFacts, SentTo } from './query/entry-facts.js';
import type { RequestFacts } from './query/request-facts.js';

export interface ModuleRequests<Request extends object = object, Entry extends object = object> {
  /** The name of the module. The requests of other modules are neither found nor changed. */
  readonly module: string;
  /** The path of its routes, such as `/api/v1/messages/sms`: idempotency keys are kept by it. */
  readonly path: string;
  /** A request, as the routes show it. */
  request(facts: RequestFacts): Request;
  /** An entry of a request, as the routes show it. */
  entry(facts: EntryFacts): Entry;
  /** The status message of an entry that a provider has accepted. */
  readonly sentTo?: SentTo;
}
