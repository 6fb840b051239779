// The parameters of Vonage's callbacks about texts, in the address of a GET, or in a form or JSON of a POST, and the values that we wrote
// into the address.
import { jsonObject } from '../http/json.js';
import type { CallbackRequest } from '../provider.js';
import { textOf } from './json.js';
import type { Parameters } from './signature.js';

export interface Carried {
  /** The parameters of Vonage. */
  parameters: Parameters;
  /** The same with the parameters that the address had before, which a signature may cover too. */
  all: Parameters;
}

/** A receipt has a status; an inbound message has none. */
export const isReceipt = (parameters: Parameters): boolean =>
  parameters.has('status') && !parameters.has('text') && !parameters.has('data');

/** The proof in the address of a message, and the key in the address for inbound messages. */
const OURS = ['proof', 'key'] as const;

/** Vonage may add its parameters with a second question mark to an address that has a query already. */
function queryOf(url: string): URLSearchParams {
  const at = url.indexOf('?');
  return new URLSearchParams(at < 0 ? '' : url.slice(at).replace(/([?&](?:proof|key)=[\w-]*)\?/, '$1&'));
}

export const ownIn = ({ url }: CallbackRequest, which: (typeof OURS)[number]): string => queryOf(url).get(which) ?? '';

/** Undefined if the parameters cannot be read in one way only. */
export function parametersOf({ method, url, headers, body }: CallbackRequest): Carried | undefined {
  const type = headers['content-type'];
  if (method === 'GET') {
    const pairs = [...queryOf(url)];
    return only(
      pairs.filter(([key]) => !(OURS as readonly string[]).includes(key)),
      pairs,
    );
  }
  if (method !== 'POST') return undefined;
  if (typeof type !== 'string' || !/^application\/(?:[\w.-]+\+)?json\b/i.test(type))
    return only([...new URLSearchParams(body.toString('utf8'))]);
  const fields = Object.entries(jsonObject(body.toString('utf8')) ?? {});
  if (fields.some(([, value]) => typeof value !== 'string' && typeof value !== 'number')) return undefined;
  return only(fields.map(([key, value]) => [key, textOf(value)]));
}

function only(parameters: [string, string][], all = parameters): Carried | undefined {
  const [some, every] = [new Map(parameters), new Map(all)];
  return some.size === parameters.length && every.size === all.length ? { parameters: some, all: every } : undefined;
}
