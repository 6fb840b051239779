// Submit in XML, answered in XML: the answer in the Volt MX API's words, and every error in the same element.
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { bearer } from '../support/token.js';
import { begin, chunked, PATH } from '../support/bodies.js';
import { inAnHour } from '../support/client.js';
import { hear } from '../support/raw.js';
import { startServer, type TestServer } from '../support/server.js';

let server: TestServer;
beforeAll(async () => {
  server = await startServer({ BODY_LIMIT_BYTES: '20000', REQUEST_TIMEOUT_MS: '1000', MAX_OPEN_ENTRIES: '1000' });
});
afterAll(() => server.close());

const XML = 'application/xml;charset=UTF-8';
const later = inAnHour();
const messageOf = (fields: string, mobile = '+919866694753'): string =>
  `<message><startTimestamp>${later}</startTimestamp>${fields}<recipients><recipient mobile="${mobile}"/></recipients></message>`;
const envelope = (...messages: string[]): string => `<smsServiceRequest><messages>${messages.join('')}</messages></smsServiceRequest>`;
const ONE = envelope(messageOf('<content>hi</content>'));

interface XmlAnswer {
  status: number;
  text: string;
  type: string | null;
  headers: Headers;
}

async function send(body: string, headers: Record<string, string> = {}, path = PATH): Promise<XmlAnswer> {
  const all = { ...server.client.headers(), 'content-type': XML, ...headers };
  const response = await fetch(server.url + path, { method: 'POST', headers: all, body });
  return { status: response.status, text: await response.text(), type: response.headers.get('content-type'), headers: response.headers };
}

const response = (code: number, description: string, more = ''): string =>
  `<smsResponse><code>${code}</code><description>${description}</description>${more}</smsResponse>`;
const idIn = ({ text }: XmlAnswer): string => /<requestId>(\d+)<\/requestId>/.exec(text)?.[1] ?? 'none';
const fault = (field: string, message: string): string =>
  `<errors><error><field>${field}</field><message>${message}</message></error></errors>`;
const refusal = (field: string, message: string): string =>
  response(400, `Invalid request format, Error messages :[${field} ${message} @ message :1]`, fault(field, message));

it('is queued, and answered in the type that it came in, under every root', async () => {
  for (const [type, path] of [
    ['application/xml', PATH],
    ['text/xml', '/vpns/api/v1/message/sms'],
    ['Text/XML; charset="utf-8"', '/kpns/api/v1/messages/sms?checkUserExistence=true'],
  ] as const) {
    const answer = await send(ONE, { 'content-type': type, accept: 'application/json' }, path);
    expect([answer.status, answer.text]).toEqual([200, response(200, 'Request Queued. ', `<requestId>${idIn(answer)}</requestId>`)]);
    expect(answer.type).toBe(`${type.split(';')[0]?.toLowerCase() ?? ''}; charset=utf-8`);
    expect(await server.client.request(idIn(answer))).toMatchObject({ content: 'hi', state: 'scheduled', channel: 'text' });
  }
});

it('keeps the content exactly', async () => {
  const content = ' <b>&amp;</b> ]]>\t"é€😀"\n\r\n  ';
  const written = content.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('\r', '&#13;');
  for (const each of [written, '<![CDATA[ <b>&amp;</b> ]]]]>&gt;\t"é€😀"\n&#13;\n  ']) {
    const answer = await send(envelope(messageOf(`<content>${each}</content>`)));
    expect((await server.client.request(idIn(answer))).content).toBe(content);
  }
});

it('says what was made of it where that is preferred', async () => {
  const fields = '<content>hi</content><recipients><recipient mobile="&lt;&#9;&gt;&amp;"/><recipient mobile="+12025550123"/></recipients>';
  const prefer = { prefer: 'return=representation' };
  const answer = await send(envelope(messageOf(fields)), prefer);
  const { startsAt } = await server.client.request(idIn(answer));
  const refused = '<recipient><index>0</index><mobile>&lt;\t&gt;&amp;</mobile><reason>is not a phone number</reason></recipient>';
  const made = (count: number, list: string): string =>
    `<recipientCount>${count}</recipientCount><duplicates>0</duplicates><refused>${list}</refused><refusedCount>${list === '' ? 0 : 1}</refusedCount>` +
    `<optedOut>0</optedOut><startsAt>${String(startsAt)}</startsAt><segments>1</segments><encoding>GSM-7</encoding>`;
  expect(answer.text).toBe(response(200, 'Request Queued. ', `<requestId>${idIn(answer)}</requestId>${made(2, refused)}`));

  const several = envelope(messageOf('<content>hi</content>'), messageOf('<content>hi</content>', '+12025550123'));
  const plain = await send(several);
  const ids = [...plain.text.matchAll(/<requestId>(\d+)/g)].map(([, id]) => id ?? '');
  expect(plain.text).toBe(
    response(200, 'Request Queued. ', `<requestId>${idIn(plain)}</requestId><requestIds>${ids.slice(1).map(asId).join('')}</requestIds>`),
  );
  expect(ids).toEqual([ids[1], ids[1], ids[2]]);
  const full = await send(several, prefer);
  const fullIds = [...full.text.matchAll(/<requestId>(\d+)/g)].map(([, id]) => id ?? '');
  const requests = fullIds.slice(3).map((id) => `<request>${asId(id)}${made(1, '')}</request>`);
  expect(full.text).toContain(`<requests>${requests.join('')}</requests></smsResponse>`);
});

const asId = (id: string): string => `<requestId>${id}</requestId>`;

it('takes the channel beside the message, or in it', async () => {
  for (const body of [
    envelope('<channel>voicesms</channel>', messageOf('<content>hi</content>')),
    envelope(messageOf('<channel>VoiceSMS</channel><content>hi</content>')),
  ])
    expect(await server.client.request(idIn(await send(body)))).toMatchObject({ channel: 'voice' });
  const both = await send(envelope('<channel>voicesms</channel>', messageOf('<channel>TEXT</channel><content>hi</content>')));
  expect(both.text).toBe(refusal('channel', 'should be the same beside and inside message'));
});

it('is one request when it is repeated with its key, and answered in XML again', async () => {
  const headers = { 'idempotency-key': 'xml' };
  const first = await send(ONE, headers);
  const again = await send(ONE, { ...headers, 'content-type': 'text/xml' });
  expect([again.text, again.type, again.headers.get('idempotency-replayed')]).toEqual([first.text, 'text/xml; charset=utf-8', 'true']);
  const other = await send(`${ONE}\n`, headers);
  expect([other.status, other.text]).toEqual([422, response(422, 'The Idempotency-Key was used with another request')]);
  const bad = { 'idempotency-key': 'bad-xml' };
  for (const replayed of [null, 'true']) {
    const refused = await send('<x/>', bad);
    expect([refused.status, refused.text]).toEqual([400, response(400, 'Failed to parse the input request')]);
    expect(refused.headers.get('idempotency-replayed')).toBe(replayed);
  }
  expect((await send(ONE, { 'idempotency-key': '' })).text).toContain('<field>Idempotency-Key</field>');
});

it('is refused in XML, whatever is wrong', async () => {
  const cases: [XmlAnswer, number, string][] = [
    [await send(ONE, { authorization: 'Bearer x' }), 401, response(401, 'Unauthorized request')],
    [await send(ONE, bearer({ scope: 'messages:read' })), 403, response(403, 'Forbidden. The scope messages:send is missing')],
    [await send(envelope(messageOf('<content>hi</content>', '12'))), 400, response(400, 'No active audience members found')],
    [await send(envelope(messageOf('<contents>hi</contents><content>hi</content>'))), 400, refusal('contents', 'is not a known field')],
    [await send('<!DOCTYPE x>' + ONE), 400, response(400, 'Failed to parse the input request')],
    [await send(ONE, {}, `${PATH}?a%00%3C=1`), 400, refusal('a\ufffd&lt;', 'is not a known field').replace(' @ message :1', '')],
    [await send(' '.repeat(20_001)), 413, response(413, 'Request is too large')],
    [await send(ONE, { 'content-type': 'application/xml; charset=latin1' }), 415, response(415, 'Content type is not supported')],
    [await send(ONE, { 'content-encoding': 'gzip' }), 415, response(415, 'Content type is not supported')],
    [
      await send('<?xml version="1.0" encoding="UTF-16"?>' + ONE),
      415,
      response(415, 'Content type is not supported', fault('encoding', 'should be UTF-8')),
    ],
  ];
  for (const [answer, status, text] of cases)
    expect([answer.status, answer.text, answer.type]).toEqual([status, text, 'application/xml; charset=utf-8']);
  await server.sql.query('alter table request rename to sms_elsewhere');
  const failed = await send(ONE);
  await server.sql.query('alter table sms_elsewhere rename to request');
  expect([failed.status, failed.text]).toEqual([500, response(500, 'Server failure to process request')]);
  expect((await send(ONE, { 'content-type': 'image/svg+xml' })).type).toBe('application/json; charset=utf-8');
  expect((await send(ONE, {}, '/api/v1/status/sms')).type).toBe('application/json; charset=utf-8');
});

it('is refused in XML when too much waits, and when there were too many', async () => {
  const many = Array.from({ length: 400 }, (_, i) => `<recipient mobile="+120255${String(50_000 + i)}"/>`).join('');
  const body = envelope(messageOf(`<content>hi</content><recipients>${many}</recipients>`));
  let last = await send(body);
  for (let i = 0; i < 3 && last.status === 200; i++) last = await send(body);
  expect([last.status, last.text]).toEqual([
    422,
    response(422, 'Too many messages are waiting', fault('recipients', 'should leave 1000 messages waiting at most')),
  ]);
  const limited = await startServer({ RATE_LIMIT: '1' });
  const ask = () => fetch(limited.url + PATH, { method: 'POST', headers: { ...bearer(), 'content-type': XML }, body: ONE });
  expect((await ask()).status).toBe(200);
  const refused = await ask();
  expect([refused.status, await refused.text()]).toEqual([429, response(429, 'Too many requests')]);
  await limited.close();
});

it('is told in XML that it did not come in time', async () => {
  const socket = await begin(server.url, { name: 'XML', type: XML, path: PATH, body: '' }, 'Transfer-Encoding: chunked');
  const heard = hear(socket);
  socket.write(chunked('<smsServiceRequest>'));
  expect(await heard).toMatch(/^HTTP\/1.1 408 [\s\S]*application\/xml; charset=utf-8[\s\S]*<code>408<\/code>/);
});
