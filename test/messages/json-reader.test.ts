// A body that is parsed as it arrives answers what it would answer if it were parsed at once: good ones and bad ones.
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ApiError } from '../../src/http/api-error.js';
import { parseJson } from '../../src/http/json-body.js';
import { JsonReader } from '../../src/messages/submit/json-reader.js';
import { RecipientList } from '../../src/messages/submit/recipients.js';
import { StreamedJson } from '../../src/messages/submit/streamed-json.js';
import { loadServerConfig } from '../../src/modules.js';
import { resultOf } from '../support/steps.js';

const config = loadServerConfig({ MAX_RECIPIENTS: '6', TEXT_MAX_LENGTH: '40' });
const START = String(Date.now() + 86_400_000);

/** In pieces of these lengths, over and over. */
function* pieces(bytes: Buffer, lengths: number[]): Generator<Buffer> {
  for (let at = 0, i = 0; at < bytes.length; i++) {
    const length = lengths[i % lengths.length] ?? 1;
    yield bytes.subarray(at, at + length);
    at += length;
  }
}

function outcome(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return { status: error.status, message: error.message, errors: error.errors };
  }
}

const read = (bytes: Buffer, small: number, lengths: number[], strict: boolean): unknown =>
  outcome(() => {
    const reader = new JsonReader({ config, tenant: 'acme', strict }, small);
    for (const piece of pieces(bytes, lengths)) reader.write(piece);
    return resultOf(reader.end()).map(({ recipients, ...rest }) => ({ ...rest, numbers: Array.from(recipients.numbers) }));
  });

const space = fc.constantFrom('', '', '', ' ', '\n\t', '\r\n');
const object = (pairs: fc.Arbitrary<string[]>): fc.Arbitrary<string> =>
  fc.tuple(space, pairs).map(([gap, texts]) => `{${gap}${texts.join(`${gap},${gap}`)}}`);
const pair = (key: string, value: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc.tuple(space, value).map(([gap, text]) => `"${key}"${gap}:${gap}${text}`);
const array = (of: fc.Arbitrary<string>, maxLength: number): fc.Arbitrary<string> =>
  fc.array(of, { maxLength }).map((texts) => `[${texts.join(', ')}]`);
const oneOrMany = (of: fc.Arbitrary<string>): fc.Arbitrary<string> => fc.oneof({ weight: 3, arbitrary: of }, array(of, 3));

const text = fc
  .oneof(
    fc.string(),
    fc.string({ unit: 'binary' }),
    fc.constantFrom('\ufeffx', 'a\ufeff\ufeffb', '\\', '"[{', '\0', '\ud800', 'é\u2028', '😀'.repeat(41)),
  )
  .map((value) => JSON.stringify(value));
const number = fc.constantFrom('0', '-0', '1e3', '1.50', '4713025406550859686', '919866694753', '9007199254740993', '1E400', '12');
const scalar = fc.oneof(
  text,
  number,
  fc.constantFrom('null', 'true', 'false', '""', String.raw`"\u002b919866694753"`, String.raw`"\ufeffx"`),
);
const { anything } = fc.letrec<{ anything: string }>((tie) => ({
  anything: fc.oneof(
    { maxDepth: 3 },
    scalar,
    array(tie('anything'), 3),
    object(
      fc.array(fc.oneof(pair('mobile', tie('anything')), pair('recipient', tie('anything')), pair('__proto__', tie('anything'))), {
        maxLength: 3,
      }),
    ),
  ),
}));

const mobile = fc.constantFrom(
  '"+919866694753"',
  '"+919900990091"',
  '"00919866694753"',
  '"+1 202 555 0123"',
  '"12"',
  '919866694753',
  '"\ufeff+919866694753"',
);
const recipient = fc.oneof(
  { weight: 8, arbitrary: object(fc.tuple(pair('mobile', mobile))) },
  object(fc.array(pair('mobile', mobile), { minLength: 1, maxLength: 2 })),
  object(fc.tuple(pair('id', scalar), pair('mobile', mobile))),
  object(fc.tuple(pair('mobile', fc.oneof(mobile, scalar)))),
  object(fc.tuple(pair('7', scalar), pair('\ufeffmobile', mobile))),
  anything,
);
const recipients = object(
  fc
    .tuple(pair('recipient', fc.oneof({ weight: 6, arbitrary: array(recipient, 5) }, recipient, anything)))
    .chain(([good]) =>
      fc.constantFrom([good], [good], [good], [good], [good], [good, good], [`"recipient":[]`, good], [good, '"other":1']),
    ),
);
const field = fc.oneof(
  { weight: 4, arbitrary: pair('recipients', oneOrMany(recipients)) },
  pair('recipients', anything),
  pair('content', fc.oneof(text, anything)),
  pair('startTimestamp', fc.oneof(number, scalar)),
  pair('priorityService', scalar),
  pair('channel', fc.constantFrom('"TEXT"', '"voicesms"', 'null', '3')),
  pair('mistyped', anything),
);
const plain = object(fc.tuple(pair('mobile', mobile)));
const plainList = pair('recipients', oneOrMany(object(fc.tuple(pair('recipient', fc.oneof(array(plain, 5), plain))))));
const message = fc.oneof(
  object(
    fc.tuple(plainList).chain(([list]) => fc.shuffledSubarray(['"content":"hi"', `"startTimestamp":${START}`, list], { minLength: 3 })),
  ),
  object(
    fc
      .tuple(fc.array(field, { maxLength: 3 }), pair('recipients', oneOrMany(recipients)))
      .chain(([others, good]) => fc.shuffledSubarray(['"content":"hi"', `"startTimestamp":${START}`, good, ...others], { minLength: 2 })),
  ),
);
const body = object(
  fc.tuple(pair('smsServiceRequest', object(fc.tuple(pair('messages', oneOrMany(object(fc.tuple(pair('message', oneOrMany(message)))))))))),
);

/** Broken at one place, cut off, with something behind it, or not at all. */
const spoilt = (whole: string): fc.Arbitrary<Buffer> => {
  const bytes = Buffer.from(whole);
  const at = fc.nat(bytes.length);
  const splice = (length: number, inserted: fc.Arbitrary<Uint8Array>): fc.Arbitrary<Buffer> =>
    fc.tuple(at, inserted).map(([from, part]) => Buffer.concat([bytes.subarray(0, from), part, bytes.subarray(from + length)]));
  const one = fc.oneof(fc.constantFrom(...Buffer.from('{}[]:,"\\u0e-. \n')), fc.nat(255)).map((byte) => Uint8Array.of(byte));
  return fc.oneof(
    { weight: 8, arbitrary: fc.constant(bytes) },
    splice(0, one),
    splice(1, one),
    splice(1, fc.constant(Uint8Array.of())),
    at.map((end) => bytes.subarray(0, end)),
    fc.constantFrom('\ufeff', '\ufeff\ufeff').map((bom) => Buffer.from(bom + whole)),
    fc.constantFrom('{}', ',', ' ', '0').map((more) => Buffer.from(whole + more)),
  );
};

const lengths = fc.array(fc.oneof(fc.integer({ min: 1, max: 70 }), fc.integer({ min: 200, max: 2_000 })), { minLength: 1, maxLength: 5 });

describe('a submit in JSON', () => {
  it('reads the same from a stream as at once', () => {
    let good = 0;
    fc.assert(
      fc.property(body.chain(spoilt), lengths, fc.boolean(), (bytes, cuts, strict) => {
        const whole = read(bytes, Number.POSITIVE_INFINITY, cuts, strict);
        expect(read(bytes, 0, cuts, strict)).toEqual(whole);
        if (Array.isArray(whole)) good++;
      }),
      { numRuns: 1_000 },
    );
    // Not only refusals.
    expect(good).toBeGreaterThan(100);
  });

  it('says the same of nesting, many fields and long values', () => {
    const deep = (depth: number): string => `${'['.repeat(depth)}1${']'.repeat(depth)}`;
    const fields = (count: number): string => `{${Array.from({ length: count }, (_, i) => `"k${i}":1`).join(',')}}`;
    for (const whole of [
      deep(32),
      deep(33),
      fields(10_000),
      fields(10_001),
      `{"a":"${'x'.repeat(300_000)}"}`,
      '',
      ' ',
      '1',
      '"x"',
      '{"a":{}}}',
    ])
      expect(read(Buffer.from(whole), 0, [1_000], false)).toEqual(read(Buffer.from(whole), Number.POSITIVE_INFINITY, [1_000], false));
  });

  it.each([
    ['{"startTimestamp":1,"startTimestamp":0}', 'startTimestamp'],
    ['{"a":[{"b":1,"c":{"d":1,"d":1}}]}', 'd'],
    [String.raw`{"startTimestamp":1,"start\u0054imestamp":0}`, 'startTimestamp'],
    ['{"é":1,"b":{},"c":[],"é":2}', 'é'],
    ['{"a":{"x":1},"b":{"x":1},"":1,"":2}', ''],
    ['{"__proto__":1,"__proto__":2}', '__proto__'],
    ['{"x":"x","y":["x","x"],"z":{"x":1}}', undefined],
  ])('says the same of a field that is there twice: %s', (whole, field) => {
    for (const small of [0, Number.POSITIVE_INFINITY]) {
      const { errors } = read(Buffer.from(whole), small, [3], false) as { errors?: object[] };
      if (field === undefined) expect(JSON.stringify(errors)).not.toContain('twice');
      else expect(errors).toEqual([{ field, message: 'is there twice' }]);
    }
  });

  it('is not misled by what looks like plain recipients', () => {
    const good = '{"mobile":"+919866694753"}';
    const around = (list: string): string =>
      `{"smsServiceRequest":{"messages":{"message":{"content":"hi","recipients":{"recipient":[${list}]}}}}}`;
    for (const list of [
      `${good} "a},${good}`,
      `${good} "a},${good},"`,
      `${good},"a},${good}`,
      `${good},"},{",${good}`,
      `${good},,${good}`,
      `${good},[${good},${good}],${good}`,
      `{"mobile":"},${good}`,
      `{"mobile":"}"},${good},${good}`,
      `${good},{"mobile":"+919900990091","mobile":"+12025550123"},${good}`,
      `${good},{"mobile":"+919900990091"`,
      `${good} , { "mobile" : "+919900990091" }\t,\n${good}`,
    ])
      for (const cut of [7, 10_000])
        expect(read(Buffer.from(around(list)), 0, [cut], false)).toEqual(
          read(Buffer.from(around(list)), Number.POSITIVE_INFINITY, [cut], false),
        );
  });

  it('refuses to keep megabytes beside the recipients', () => {
    for (const part of ['[],', '"x":1,', `"${'x'.repeat(9_000_000)}",`]) {
      const streamed = new StreamedJson(() => new RecipientList(config));
      const start = part.startsWith('"x"') ? '{' : '[';
      const chunk = Buffer.from(start + part.repeat(1 + 9_000_000 / part.length));
      expect(() => {
        for (const piece of pieces(chunk, [65_536])) streamed.write(piece);
      }).toThrow('Request is too large');
    }
  });
});

describe('StreamedJson', () => {
  const parse = (bytes: Buffer, cuts: number[]): unknown => {
    const streamed = new StreamedJson(() => new RecipientList(config));
    for (const piece of pieces(bytes, cuts)) streamed.write(piece);
    return streamed.end();
  };

  it('answers any JSON as parseJson does', () => {
    fc.assert(
      fc.property(fc.oneof(anything, fc.json(), fc.json({ stringUnit: 'binary' })).chain(spoilt), lengths, (bytes, cuts) => {
        expect(outcome(() => parse(bytes, cuts))).toEqual(outcome(() => parseJson(bytes)));
      }),
      { numRuns: 1_000 },
    );
  });
});
