// One caller's submits and the others: what costs much is done in steps, so many at once, and refused in time.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Socket } from 'node:net';
import { JsonReader } from '../../src/messages/submit/json-reader.js';
import { CsvReader } from '../../src/messages/submit/csv-reader.js';
import { NdjsonReader } from '../../src/messages/submit/ndjson-reader.js';
import { Unsettled } from '../../src/messages/submit/recipients.js';
import type { SubmitReader } from '../../src/messages/submit/submit-reader.js';
import { XmlReader } from '../../src/messages/submit/xml-reader.js';
import { type Circumstances } from '../../src/messages/submit/read-submit.js';
import { loadServerConfig } from '../../src/modules.js';
import { bearer } from '../support/token.js';
import { inAnHour, submitBody } from '../support/client.js';
import { open } from '../support/raw.js';
import { startServer, type TestServer } from '../support/server.js';

const LARGE = 1_048_576;
/** What is read, and what waits to be read on, of one tenant. */
const READ = 4;
const WAITING = 64;

/** A number that libphonenumber alone knows. */
const national = (i: number): string => `0${9_866_694_753 + i}`;

describe('the readers', () => {
  const COUNT = 300;
  const numbers = Array.from({ length: COUNT }, (_, i) => national(i));
  const config = loadServerConfig({ DEFAULT_COUNTRY: 'IN' });
  const circumstances = (): Circumstances => ({ config, tenant: 'acme', strict: false, unsettled: new Unsettled() });
  const message = { content: 'hello' };
  const forms: Record<string, [(given: Circumstances) => SubmitReader, string]> = {
    'small JSON': [(given) => new JsonReader(given), JSON.stringify(submitBody({ mobiles: numbers }))],
    'large JSON': [(given) => new JsonReader(given, 100), JSON.stringify(submitBody({ mobiles: numbers }))],
    NDJSON: [
      (given) => new NdjsonReader(given),
      [message, ...numbers.map((mobile) => ({ mobile }))].map((line) => JSON.stringify(line)).join('\n'),
    ],
    CSV: [(given) => new CsvReader(message, given), ['mobile', ...numbers].join('\n')],
    XML: [
      (given) => new XmlReader(given),
      `<smsServiceRequest><messages><message><content>x</content><recipients>${numbers.map((each) => `<recipient mobile="${each}"/>`).join('')}</recipients></message></messages></smsServiceRequest>`,
    ],
  };
  it.each(Object.entries(forms))('let others have their turn between numbers that take long: %s', (_name, [make, body]) => {
    const given = circumstances();
    const reader = make(given);
    reader.write(Buffer.from(body));
    let steps = 0;
    steps += [...(given.unsettled?.settle() ?? [])].length;
    const rest = reader.end();
    let last = rest.next();
    for (; last.done !== true; last = rest.next()) steps++;
    expect(steps).toBeGreaterThanOrEqual(COUNT);
    expect(last.value.map((each) => Array.from(each.recipients.numbers))).toEqual([numbers.map((each) => Number(`91${each.slice(1)}`))]);
  });

  it('keep the order of numbers that take long and of those that do not, and what was refused', () => {
    const given = circumstances();
    const reader = new CsvReader(message, given);
    const rows = ['09866694753', '+919866694754', 'nobody', '+919866694753', '09866694755', '+919866694756', '1'];
    reader.write(Buffer.from(['mobile', ...rows].join('\n')));
    const [read] = [...resultsOf(reader)];
    expect(Array.from(read?.recipients.numbers ?? [])).toEqual([919_866_694_753, 919_866_694_754, 919_866_694_755, 919_866_694_756]);
    expect([read?.duplicates, read?.refused.map(({ index }) => index)]).toEqual([1, [2, 6]]);
  });
});

function resultsOf(reader: SubmitReader): ReturnType<SubmitReader['end']> extends Generator<unknown, infer M> ? M : never {
  const rest = reader.end();
  let last = rest.next();
  while (last.done !== true) last = rest.next();
  return last.value;
}

describe('large bodies', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startServer({ MAX_RECIPIENTS: '1000000' });
  });
  afterAll(() => server.close());

  /** A large submit that doesn't end, and the first line of its answer where there is one. */
  async function upload(tenant: string): Promise<{ socket: Socket; answered: Promise<string> }> {
    const socket = await open(server.url);
    socket.on('error', () => undefined);
    const answered = new Promise<string>((resolve) => {
      socket.setEncoding('latin1').once('data', resolve);
    });
    const { authorization } = bearer({ tenant });
    socket.write(
      `POST /api/v1/messages/sms HTTP/1.1\r\nHost: x\r\nAuthorization: ${authorization}\r\nContent-Type: application/x-ndjson\r\n`,
    );
    socket.write(`Content-Length: ${2 * LARGE}\r\n\r\n${'x'.repeat(LARGE + 1)}`);
    return { socket, answered };
  }

  it('are read a few at a time of each tenant; too many are told to come again, and no other tenant waits', async () => {
    const more = 3;
    const uploads = await Promise.all(Array.from({ length: READ + WAITING + more }, () => upload('flooder')));
    const refused: string[] = [];
    await new Promise<void>((resolve) => {
      for (const { answered } of uploads)
        void answered.then((text) => {
          if (refused.push(text) === more) resolve();
        });
    });
    for (const text of refused) expect(text).toMatch(/^HTTP\/1\.1 429 [^]*retry-after: 5\r\n/i);
    const body = JSON.stringify(submitBody({ startTimestamp: inAnHour() }));
    const padded = `${body}${' '.repeat(LARGE)}`;
    expect((await server.client.ask('POST', '/api/v1/messages/sms', padded)).status).toBe(200);
    // Small ones of the flooder itself don't wait either.
    const own = server.client.as({ tenant: 'flooder' });
    expect((await own.ask('POST', '/api/v1/messages/sms', body)).status).toBe(200);
    for (const { socket } of uploads) socket.destroy();
    // Whoever hung up has left its place.
    expect((await own.ask('POST', '/api/v1/messages/sms', padded)).status).toBe(200);
  });
});
