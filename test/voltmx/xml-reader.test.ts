// A submit in XML is the request that the same message is in JSON: whatever is in it, however it is written, and wherever it is cut. What
// is no such document is refused before it costs anything.
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ApiError } from '../../src/http/api-error.js';
import { JsonReader } from '../../src/messages/submit/json-reader.js';
import type { SubmitReader } from '../../src/messages/submit/submit-reader.js';
import { XmlReader } from '../../src/messages/submit/xml-reader.js';
import { loadServerConfig } from '../../src/modules.js';
import { resultOf } from '../support/steps.js';

const config = loadServerConfig({ MAX_RECIPIENTS: '6', TEXT_MAX_LENGTH: '40' });
const UNREADABLE = { status: 400, message: 'Failed to parse the input request', errors: undefined };
const TOO_LARGE = { status: 413, message: 'Request is too large', errors: undefined };

function outcome(reader: SubmitReader, bytes: Buffer, cuts: readonly number[] = [65_536]): unknown {
  try {
    for (let at = 0, i = 0; at < bytes.length; i++) {
      const end = at + (cuts[i % cuts.length] ?? 1);
      reader.write(bytes.subarray(at, end));
      at = end;
    }
    return resultOf(reader.end()).map(({ recipients, ...rest }) => ({ ...rest, numbers: Array.from(recipients.numbers) }));
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return { status: error.status, message: error.message, errors: error.errors };
  }
}

const circumstances = { config, tenant: 'acme', strict: false };
const asJson = (value: unknown): unknown => outcome(new JsonReader(circumstances), Buffer.from(JSON.stringify(value)));
const asXml = (text: string | Buffer, cuts?: readonly number[], most?: number): unknown =>
  outcome(new XmlReader(circumstances, most), Buffer.from(text), cuts);

type Value = string | { [field: string]: Value } | Value[];

/** How a text is written; `pick` says which of the ways. */
function written(text: string, pick: () => number, inAttribute: boolean): string {
  if (!inAttribute && !/\r|\]\]>/.test(text) && pick() % 4 === 0) return `<![CDATA[${text}]]>`;
  return Array.from(text, (character) => {
    const code = character.codePointAt(0) ?? 0;
    if ('&<>"\r'.includes(character) || (inAttribute && '\t\n'.includes(character)) || pick() % 9 === 0)
      return pick() % 2 === 0 ? `&#${code};` : `&#x${code.toString(16)};`;
    return character;
  }).join('');
}

/** Of a value that JSON could hold too; `pick` says where there is space or a comment, and which fields of a recipient are attributes. */
function xmlOf(name: string, value: Value, pick: () => number): string {
  if (Array.isArray(value)) return value.map((each) => xmlOf(name, each, pick)).join(gap(pick));
  if (typeof value === 'string')
    return value === '' && pick() % 2 === 0 ? `<${name}/>` : `<${name}>${written(value, pick, false)}</${name}>`;
  const fields = Object.entries(value);
  const isAttribute = fields.map(([, each]) => name === 'recipient' && typeof each === 'string' && pick() % 3 > 0);
  const attributes = fields
    .filter((_, i) => isAttribute[i])
    .map(([key, each]) => ` ${key}="${written(typeof each === 'string' ? each : '', pick, true)}"`);
  const children = fields.filter((_, i) => !isAttribute[i]).map(([key, each]) => gap(pick) + xmlOf(key, each, pick));
  if (children.length === 0 && pick() % 4 > 0) return `<${name}${attributes.join('')}/>`;
  return `<${name}${attributes.join('')}>${children.join('')}${gap(pick)}</${name}>`;
}

const gap = (pick: () => number): string => ['', '', '', '\n  ', '\r\n', '<!-- > --> ', '<?skip >?>'][pick() % 7] ?? '';

function picker(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 1_103_515_245 + 12_345) & 0x7fffffff) >> 8;
}

const speakable = (text: string): boolean => !/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u.test(text);
const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 50 }).filter(speakable),
  fc.constantFrom('', 'hi', ']]>', '<![CDATA[', '&amp;', ' \t two  \n', 'a\r\nb\rc', '\ufeffx\ufeff', 'é€😀', '<recipient mobile="+12"/>'),
);
const mobile = fc.constantFrom('+919866694753', '+919900990091', '00919866694753', '+1 202 555 0123', '12', '', '\ufeff+919866694753', '>');
const recipient = fc.oneof(
  { weight: 8, arbitrary: fc.record({ mobile }) },
  fc.record({ id: text, mobile }, { requiredKeys: ['mobile'] }),
  fc.record({ mobile, name: text }),
  fc.constant({}),
);
const many = <T extends Value>(of: fc.Arbitrary<T>, maxLength = 3): fc.Arbitrary<T | T[]> =>
  fc.oneof({ weight: 2, arbitrary: of }, fc.array(of, { minLength: 1, maxLength }));
const recipients = fc.oneof(
  { weight: 8, arbitrary: fc.record({ recipient: many(recipient, 7) }) },
  fc.record({ recipient: many(recipient), other: text }),
  fc.constant({}),
);
const channel = fc.constantFrom('voicesms', 'TEXT', 'fax', '');
const message = fc.record(
  {
    content: fc.oneof({ weight: 5, arbitrary: text }, fc.array(text, { minLength: 2, maxLength: 3 })),
    recipients: many(recipients),
    startTimestamp: fc.constantFrom('0', '', '1', '2030-01-01T09:00:00Z', 'soon'),
    priorityService: fc.constantFrom('true', 'False', 'yes'),
    channel,
    sender: text,
    invocationTracking: text,
    constructor: text,
    segments: fc.constantFrom('', '1'),
  },
  { requiredKeys: ['content', 'recipients'] },
);
const plain = fc.record({
  content: fc.constant('hi'),
  recipients: fc.record({ recipient: many(fc.record({ mobile }), 6) }),
});
const body = fc.record({
  smsServiceRequest: fc.record({
    messages: many(fc.record({ message: many(fc.oneof(message, plain)), channel }, { requiredKeys: ['message'] }), 2),
  }),
}) as unknown as fc.Arbitrary<{ smsServiceRequest: Value }>;
const cuts = fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1, maxLength: 5 });

describe('a submit in XML', () => {
  it('is read as the same message in JSON is, wherever it is cut', () => {
    let good = 0;
    fc.assert(
      fc.property(body, fc.nat(), cuts, (value, seed, at) => {
        const document = xmlOf('smsServiceRequest', value.smsServiceRequest, picker(seed));
        const json = asJson(value);
        expect(asXml(document, at)).toEqual(json);
        if (Array.isArray(json)) good++;
      }),
      { numRuns: 2_000 },
    );
    // Not only refusals.
    expect(good).toBeGreaterThan(200);
  });

  it('is the same cut at every byte', () => {
    const document = Buffer.from(
      '\ufeff<?xml version="1.0" encoding="utf-8" standalone="yes"?>\r\n<!-- é -->\n<smsServiceRequest xmlns="urn:x" xmlns:y="urn:y">' +
        '<messages><message><content> é€😀&amp;&#x1F600;<![CDATA[ ]]&gt; <a>]]>]]&gt;\r\n</content><recipients>\n' +
        '<recipient mobile="+919866694753"/>\r\n<recipient mobile="+919900990091"></recipient><recipient><mobile>+12025550123</mobile></recipient>' +
        "<recipient mobile='+919866694753' /><recipient mobile='&gt;'/></recipients></message></messages></smsServiceRequest >\n",
    );
    const whole = asXml(document);
    expect(whole).toEqual([expect.objectContaining({ content: ' é€😀&😀 ]]&gt; <a>]]>\n', duplicates: 1, refusedCount: 1 })]);
    for (let at = 1; at < document.length; at++) expect(asXml(document, [at, document.length])).toEqual(whole);
    expect(asXml(document, [1])).toEqual(whole);
  });
});

const around = (inner: string, content = '<content>hi</content>'): string =>
  `<smsServiceRequest><messages><message>${content}<recipients>${inner}</recipients></message></messages></smsServiceRequest>`;
const GOOD = '<recipient mobile="+919866694753"/>';
const bytes = (...parts: (string | number[])[]): Buffer =>
  Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : Buffer.from(part))));

describe('what is no such document', () => {
  it.each<[string, string | Buffer]>([
    ['nothing', ''],
    ['space', ' \n'],
    ['JSON', '{"smsServiceRequest":{}}'],
    ['another root', `<SmsServiceRequest>${GOOD}</SmsServiceRequest>`],
    ['a prefixed root', around(GOOD).replaceAll('smsServiceRequest', 'x:smsServiceRequest')],
    ['two roots', around(GOOD) + around(GOOD)],
    ['text behind it', `${around(GOOD)}x`],
    ['one that is cut off', around(GOOD).slice(0, -1)],
    ['one that is cut off in a list', around(GOOD + GOOD).split('</recipients>')[0] ?? ''],
    ['tags that cross', around(`${GOOD}<recipient></recipients></recipient>`)],
    ['a text with ]]>', around(GOOD, '<content>]]></content>')],
    ['a bare &', around(GOOD, '<content>a & b</content>')],
    ['an entity of HTML', around(GOOD, '<content>&nbsp;</content>')],
    ['an entity by the name of a method', around(GOOD, '<content>&constructor;</content>')],
    ['a NUL', around(GOOD, '<content>&#0;</content>')],
    ['a control character', around(GOOD, '<content>\u0001</content>')],
    ['half a surrogate pair', around(GOOD, '<content>&#xD83D;</content>')],
    ['an attribute twice', around('<recipient mobile="+919866694753" mobile="+919900990091"/>')],
    ['an attribute without quotes', around('<recipient mobile=+919866694753/>')],
    ['two marks of byte order', `\ufeff\ufeff${around(GOOD)}`],
    ['other bytes than UTF-8', bytes('<smsServiceRequest><messages>', [0xff], '</messages></smsServiceRequest>')],
    ['a character that is cut off', bytes(around(GOOD), [0xe2, 0x82])],
    ['UTF-16', Buffer.from(`\ufeff${around(GOOD)}`, 'utf16le')],
    ['a document type', `<!DOCTYPE smsServiceRequest>${around(GOOD)}`],
    ['one with an address', `<!DOCTYPE smsServiceRequest SYSTEM "file:///etc/passwd">${around(GOOD)}`],
    [
      'a billion laughs',
      `<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "${'&a;'.repeat(10)}"><!ENTITY c "${'&b;'.repeat(10)}">]>${around(GOOD, '<content>&c;</content>')}`,
    ],
    ['an entity from outside', `<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>${around(GOOD, '<content>&a;</content>')}`],
    ['nesting without end', '<smsServiceRequest>'.repeat(50_000)],
    ['a very long name', around(`<recipient ${'x'.repeat(300)}="1"/>`)],
    ['a very long element', around(GOOD, `<${'x'.repeat(300)}/>`)],
  ])('is refused: %s', (_what, document) => {
    for (const at of [[65_536], [7]]) expect(asXml(document, at)).toEqual(UNREADABLE);
  });

  it.each<[string, (size: number) => string]>([
    ['a name', (size) => `<smsServiceRequest><${'x'.repeat(size)}`],
    ['an attribute', (size) => `<smsServiceRequest x="${'x'.repeat(size)}`],
    ['attributes', (size) => `<smsServiceRequest ${Array.from({ length: size / 20 }, (_, i) => `a${i}=""`).join(' ')}`],
    [
      'a recipient’s attributes',
      (size) => around(`${GOOD}<recipient ${Array.from({ length: size / 20 }, (_, i) => `a${i}=""`).join(' ')}`),
    ],
    ['namespaces', (size) => `<smsServiceRequest ${Array.from({ length: size / 20 }, (_, i) => `xmlns:a${i}=""`).join(' ')}`],
    ['a text', (size) => `<smsServiceRequest>${'x'.repeat(size)}`],
    ['a text of entities', (size) => `<smsServiceRequest>${'&lt;'.repeat(size)}`],
    ['an entity’s name', (size) => `<smsServiceRequest>&${'x'.repeat(size)}`],
    ['a comment', (size) => `<smsServiceRequest><!--${'>'.repeat(size)}`],
    ['a CDATA section', (size) => `<smsServiceRequest><![CDATA[${']'.repeat(size)}`],
    ['an instruction', (size) => `<?x ${'?'.repeat(size)}`],
    ['a declaration', (size) => `<?xml ${'v'.repeat(size)}`],
    ['a document type', (size) => `<!DOCTYPE x [${' '.repeat(size)}`],
    ['space', (size) => ' '.repeat(size)],
    ['elements', (size) => `<smsServiceRequest><messages>${'<message/>'.repeat(size / 20)}`],
    ['text between recipients', (size) => around(GOOD + `${'x'.repeat(1_000)}${GOOD}`.repeat(size / 1_000))],
  ])('is refused before it fills memory: %s', (_what, document) => {
    expect([TOO_LARGE, UNREADABLE]).toContainEqual(asXml(document(200_000), [1_000], 100_000));
  });

  it('is not a long list, or one with much space in it', () => {
    const list = `\n${' '.repeat(1_000)}<recipient mobile='+919866694753'><!-- ${'x'.repeat(1_000)} --></recipient>`.repeat(6);
    expect(asXml(around(list), [300], 1_100)).toEqual([expect.objectContaining({ duplicates: 5 })]);
  });

  it('names what JSON would name', () => {
    const named = (document: string): unknown => (asXml(document) as { message: string }).message;
    const field = (what: string): string => `Invalid request format, Error messages :[${what} @ message :1]`;
    expect(named(around(`${GOOD}<recipient>+919866694753</recipient>`))).toBe(field('recipient should be an object with mobile'));
    expect(named(around(`${GOOD}<recipient xsi:nil="1"/>`))).toBe(field('recipient.xsi:nil is not a known field'));
    expect(named(around(GOOD, '<content lang="en">hi</content>'))).toBe(field('content should be a text'));
    expect(named(around(GOOD, '<content>hi</content>and more'))).toBe(field('#text is not a known field'));
    expect(named(around(GOOD, '<content>hi</content><__proto__/><a:b>1</a:b>'))).toBe(
      'Invalid request format, Error messages :[__proto__ is not a known field @ message :1, a:b is not a known field @ message :1]',
    );
    expect(asXml(`<?xml version="1.0" encoding="ISO-8859-1"?>${around(GOOD)}`)).toMatchObject({
      status: 415,
      errors: [{ field: 'encoding' }],
    });
    expect(asXml(`<?xml version="1.1" encoding='utf8'?>${around(GOOD)}`)).toHaveLength(1);
  });
});
