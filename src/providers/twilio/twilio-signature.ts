// Verifies Twilio's callbacks: HMAC-SHA1 with the account's auth token, over the called address and the sorted form fields
// (https://www.twilio.com/docs/usage/webhooks/webhooks-security).
import { createHmac, timingSafeEqual } from 'node:crypto';
import { parse, stringify } from 'node:querystring';
import type { CallbackRequest } from '../provider.js';

const HEADER = 'x-twilio-signature';

/**
 * The forms of the address that Twilio may have signed: with or without the port, and with the query escaped once more. Twilio's own
 * library accepts the same forms (twilio 6.2.0, with which the tests compare).
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

/** A repeated field counts once for each value, in order. */
const written = (form: URLSearchParams): string =>
  [...new Set(form.keys())]
    .sort()
    .flatMap((name) => [...new Set(form.getAll(name))].sort().map((value) => name + value))
    .join('');

/** @param form empty if the request is not a POST */
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
