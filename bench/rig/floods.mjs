// The floods of one caller that should slow down the others: each has a body (or a path) and a number of concurrent requests, below the
// default rate limit.
import { headersOf, PATH } from './client-program.mjs';

const TOMORROW = String(Date.now() + 86_400_000);
/** A number in Indian notation: valid there, and known to libphonenumber alone. */
const national = (i) => `0${98_000_00000 + ((i * 7_919) % 90_000_000)}`;
const list = (count, of) => Array.from({ length: count }, (_, i) => of(i));
const message = (recipients, fields = {}) => ({ content: 'sample sms message', startTimestamp: TOMORROW, recipients, ...fields });
const json = (messages) => JSON.stringify({ smsServiceRequest: { messages: { message: messages } } });
const form = (type, more = {}) => ({ ...headersOf('flooder'), 'content-type': type, ...more });
const REPRESENTATION = { prefer: 'return=representation' };
const CSV = `${PATH}?${new URLSearchParams({ content: 'sample sms message', startTimestamp: TOMORROW })}`;

/** @param scale of the sizes. Bodies are made when they are requested, since some are large. */
export const floodsOf = (scale) => {
  const many = (count) => Math.max(1, Math.round(count * scale));
  const submit = (type, body, atOnce, { path = PATH, headers = {} } = {}) => ({
    ...{ atOnce, method: 'POST', path },
    make: () => ({ headers: form(type, headers), body: Buffer.from(body()) }),
  });
  return {
    'numbers, 208 kB of JSON': submit(
      'application/json',
      () => json(message({ recipient: list(many(8_000), (i) => ({ mobile: national(i) })) })),
      8,
    ),
    'numbers, 19 MB of CSV': submit('text/csv', () => `mobile\n${list(many(1_500_000), national).join('\n')}`, 6, { path: CSV }),
    'attributes, 3.5 MB of XML': submit(
      'application/xml',
      () =>
        `<smsServiceRequest><messages><message><content>x</content><recipients><recipient ${list(many(300_000), (i) => `a${i}=""`).join(' ')}/></recipients></message></messages></smsServiceRequest>`,
      4,
    ),
    'elements, 8 MB of XML': submit(
      'application/xml',
      () =>
        `<smsServiceRequest><messages><message><content>x</content><recipients>${list(many(250_000), (i) => `<recipient><mobile>${national(i)}</mobile></recipient>`).join('')}</recipients></message></messages></smsServiceRequest>`,
      4,
    ),
    'fields, 8 MB of JSON': submit(
      'application/json',
      () => json(message({ recipient: list(many(200), (i) => Object.fromEntries(list(2_000, (j) => [`k${i}_${j}`, [[[j]]]]))) })),
      6,
    ),
    'white space, 30 MB of JSON': submit('application/json', () => `{${' \n'.repeat(many(15_000_000))}`, 6),
    'a thousand messages a call': submit(
      'application/json',
      () =>
        json(
          list(1_000, (i) =>
            message(
              { recipient: list(4, (j) => ({ mobile: j < 2 ? `nobody ${j}` : national(i * 4 + j) })) },
              { content: 'sample ✓ '.repeat(150) },
            ),
          ),
        ),
      6,
      { headers: REPRESENTATION },
    ),
    'refused numbers, a million of NDJSON, dry runs': submit(
      'application/x-ndjson',
      () =>
        `${JSON.stringify(message(undefined))}\n{"mobile":"+919866694753"}\n${list(many(999_999), (i) => `{"mobile":"+99912${i}"}`).join('\n')}`,
      6,
      { path: `${PATH}?dryRun=true`, headers: REPRESENTATION },
    ),
    'repeats of a key, a million each': submit(
      'application/x-ndjson',
      () => `${JSON.stringify(message(undefined))}\n${list(many(200_000), (i) => `{"mobile":"+9198${10_000_000 + i}"}`).join('\n')}`,
      32,
      { headers: { 'idempotency-key': 'the-same' } },
    ),
    'status over years': {
      ...{ atOnce: 32, method: 'POST', path: '/api/v1/status/sms' },
      make: () => ({
        headers: form('application/json'),
        body: Buffer.from(JSON.stringify({ sentDate: '01/01/2020', startElement: '0', elementsPerPage: '100' })),
      }),
    },
    'messages that came in': {
      ...{ atOnce: 32, method: 'POST', path: '/api/v1/messages/sms/inbound/default' },
      make: (n) => ({
        headers: form('application/json'),
        body: Buffer.from(
          JSON.stringify({ phoneNumber: `+9198${10_000_000 + n}`, smsText: 'hello', smsSentTo: '+14803970203', senderMessageId: `m${n}` }),
        ),
      }),
    },
  };
};
