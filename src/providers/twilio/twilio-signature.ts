// Whether a callback is Twilio's: HMAC-SHA1 by the account's auth token, over the address that it called and the sorted form fields
// (https://www.twilio.com/docs/usage/webhooks/webhooks-security).
import { createHmac, timingSafeEqual } from 'node:crypto';
import { parse, stringify } from 'node:querystring';
import type { CallbackRequest } from '../provider.js';

const HEADER = 'x-twilio-signature';

/**
 * Twilio signs what it called, to the letter, except that it names the port or doesn't, and may escape the query once more: each is taken,
 * as its own library does (twilio 6.2.0, which the tests compare with).
 */
function* spellings(address: string): Generator<string> {
  for (const query of [address, withQueryRewritten(address)]) {
    const [, scheme, host, port, rest] = /^(https?:\/\/)([^/?#:[\]]+|\[[^/?#\]]+\])(:\d+)?(.*)$/is.exec(query) ?? [];
    yield query;
    if (scheme === undefined || host === undefined || rest === undefined) continue;
    if (port === undefined) yield `${scheme}${host}${scheme.toLowerCase() === 'https://' ? ':443' : ':80'}${rest}`;
    else yield `${scheme}${host}${rest}`;
  }
}

function withQueryRewritten(address: string): string {
  const at = address.indexOf('?');
  return at === -1 || at === address.length - 1 ? address : `${address.slice(0, at)}?${stringify(parse(address.slice(at + 1)))}`;
}

/** A field that came twice counts once a value, in order. */
const written = (form: URLSearchParams): string =>
  [...new Set(form.keys())]
    .sort()
    .flatMap((name) => [...new Set(form.getAll(name))].sort().map((value) => name + value))
    .join('');

/** @param form empty where it was no POST */
export function isSigned({ url, headers }: Pick<CallbackRequest, 'url' | 'headers'>, form: URLSearchParams, authToken: string): boolean {
  const given = headers[HEADER];
  if (typeof given !== 'string') return false;
  const claimed = Buffer.from(given);
  const fields = written(form);
  let signed = false;
  for (const spelling of spellings(url)) {
    const expected = Buffer.from(
      createHmac('sha1', authToken)
        .update(spelling + fields)
        .digest('base64'),
    );
    if (claimed.length === expected.length && timingSafeEqual(claimed, expected)) signed = true;
  }
  return signed;
}
