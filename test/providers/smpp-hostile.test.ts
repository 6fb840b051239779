// An SMSC at its worst, octet by octet: whatever it does, every hand-over ends, what may have left is never called not sent, and the
// session goes on with the next connection.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Answer } from '../../src/providers/provider.js';
import { encode, encodeHeader } from '../../src/providers/smpp/wire/codec.js';
import type { SmppSettings } from '../../src/providers/smpp/smpp-settings.js';
import type { Smpp } from '../../src/providers/smpp/smpp.js';
import { eventually } from '../support/client.js';
import { message } from './conformance.js';
import { HostileSmsc, type Seen } from './smpp-hostile.js';
import { MemoryIds, smppTo } from './smpp-rig.js';

const IN_TIME = AbortSignal.timeout(60_000);
const MOBILE = '+919866694753';
let smsc: HostileSmsc;
let providers: Smpp[] = [];
beforeEach(async () => {
  smsc = await HostileSmsc.start();
});
afterEach(async () => {
  await Promise.all([smsc.close(), ...providers.map((each) => each.close())]);
  providers = [];
});

function provider(more: Partial<SmppSettings> = {}): Smpp {
  const made = smppTo(smsc.port, { responseTimeoutMs: 300, reconnectMs: 1, reconnectMaxMs: 10, ...more });
  providers.push(made);
  return made;
}
const handOver = (to: Smpp, signal = IN_TIME, content = 'hello'): Promise<Answer> => to.handOver(message(MOBILE, { content }), signal);
/** Once it is bound again and the SMSC behaves. */
const works = async (to: Smpp): Promise<void> => {
  smsc.onSubmit = HostileSmsc.accept;
  smsc.onOther = HostileSmsc.polite;
  await eventually(
    () => handOver(to),
    ({ kind }) => kind === 'accepted',
  );
};
const accepted = (seen: Seen, id = 'id-1'): Buffer => encode('submit_sm_resp', { message_id: id }, { sequence: seen.sequence });
const header = (length: number): Buffer => {
  const octets = Buffer.alloc(16);
  octets.writeUInt32BE(length, 0);
  return octets;
};

describe('a submit is in doubt', () => {
  it.each<[string, (seen: Seen) => Buffer | undefined]>([
    ['that is never answered', () => undefined],
    ['whose answer has another number', (seen) => accepted({ ...seen, sequence: seen.sequence + 1_000 })],
    ['that is answered with another command', (seen) => encodeHeader('enquire_link_resp', 0, seen.sequence)],
    ['whose answer can’t be read', (seen) => Buffer.concat([header(18).subarray(0, 4), accepted(seen).subarray(4, 16), Buffer.from('ab')])],
    ['whose answer is cut off in the middle', (seen) => accepted(seen).subarray(0, 18)],
    ['whose answer is larger than anything', () => header(0x7fff_ffff)],
    ['whose answer is smaller than a header', () => header(3)],
  ])('%s', async (_what, answer) => {
    const to = provider();
    await works(to);
    smsc.onSubmit = answer;
    expect((await handOver(to)).kind).toBe('unknown');
    await works(to);
  });

  it.each(['reset', 'end', 'unbind'] as const)('whose connection ends before the answer: %s', async (way) => {
    const to = provider();
    await works(to);
    smsc.onSubmit = (seen) => {
      if (way === 'reset') seen.socket.resetAndDestroy();
      else if (way === 'end') seen.socket.end();
      else return encodeHeader('unbind', 0, 9);
      return undefined;
    };
    expect((await handOver(to)).kind).toBe('unknown');
    await works(to);
  });

  it('of which some parts are accepted and others not', async () => {
    const to = provider();
    await works(to);
    let n = 0;
    smsc.onSubmit = (seen) => (++n === 2 ? encodeHeader('submit_sm_resp', 0x08, seen.sequence) : accepted(seen, `part-${n}`));
    expect((await handOver(to, IN_TIME, 'x'.repeat(400))).kind).toBe('unknown');
  });
});

describe('a submit was not accepted', () => {
  it('whose first part is refused: then none of it is out', async () => {
    const to = provider();
    await works(to);
    let n = 0;
    smsc.onSubmit = (seen) => {
      n++;
      return encodeHeader('submit_sm_resp', 0x0b, seen.sequence);
    };
    expect((await handOver(to, IN_TIME, 'x'.repeat(400))).kind).toBe('refused');
    expect(n).toBe(1);
  });

  it('a later part of which is too fast: it is tried again until it is taken', async () => {
    const to = provider();
    await works(to);
    let n = 0;
    smsc.onSubmit = (seen) => (++n === 2 ? encodeHeader('submit_sm_resp', 0x58, seen.sequence) : accepted(seen, `part-${n}`));
    expect((await handOver(to, IN_TIME, 'x'.repeat(200))).kind).toBe('accepted');
    expect(n).toBe(3);
  });

  it('where the bind is refused, and nothing of it leaves', async () => {
    smsc.bindStatus = 0x0d;
    const to = provider();
    expect(await handOver(to)).toMatchObject({ kind: 'temporary', unreachable: true, reason: expect.stringMatching(/ESME_RBINDFAIL/) });
    smsc.bindStatus = undefined;
    expect(await handOver(provider())).toMatchObject({ kind: 'temporary', unreachable: true });
    expect(smsc.submits).toBe(0);
  });

  it('where the SMSC has forgotten the bind; the next session is a new one', async () => {
    const to = provider();
    await works(to);
    smsc.onSubmit = (seen) => encodeHeader('submit_sm_resp', 0x04, seen.sequence);
    expect(await handOver(to)).toMatchObject({ kind: 'temporary', unreachable: true });
    await works(to);
    expect(smsc.binds).toBe(2);
  });
});

describe('the session', () => {
  it('leaves a half-open connection that does not answer any more', async () => {
    const to = provider({ enquireLinkMs: 20, responseTimeoutMs: 50 });
    await works(to);
    smsc.onOther = () => undefined;
    await eventually(
      () => Promise.resolve(smsc.binds),
      (binds) => binds > 1,
    );
    await works(to);
  });

  it('stays with one that ignores enquire_link but answers everything else', async () => {
    const to = provider({ enquireLinkMs: 20, responseTimeoutMs: 100 });
    await works(to);
    let asked = 0;
    smsc.onOther = (seen) => {
      if (seen.command !== 'enquire_link') return undefined;
      asked++;
      return encodeHeader('enquire_link', 0, asked);
    };
    await eventually(
      () => Promise.resolve(asked),
      (times) => times > 2,
    );
    expect(smsc.binds).toBe(1);
  });

  it('answers what it can’t read, and goes on', async () => {
    const to = provider();
    await works(to);
    const answers = await smsc.provoke([
      encodeHeader('deliver_sm', 0, 71),
      encodeHeader('query_sm', 0, 72),
      Buffer.concat([header(16).subarray(0, 4), Buffer.from('00000777', 'hex'), encodeHeader('unbind', 0, 73).subarray(8)]),
      encodeHeader('submit_sm_resp', 0, 74),
      encodeHeader('alert_notification', 0, 75),
      encodeHeader('enquire_link', 0, 76),
    ]);
    expect(answers.map(({ command, status, sequence }) => [command, status, sequence])).toEqual([
      ['deliver_sm_resp', 0x02, 71],
      ['generic_nack', 0x02, 72],
      ['generic_nack', 0x03, 73],
      ['generic_nack', 0x02, 75],
      ['enquire_link_resp', 0, 76],
    ]);
    expect((await handOver(to)).kind).toBe('accepted');
    expect(smsc.binds).toBe(1);
  });

  it('hears a late answer out: its receipt tells what became of it', async () => {
    const to = provider();
    const ids = new MemoryIds();
    to.keepMessageIds(ids);
    await works(to);
    let late: Seen | undefined;
    smsc.onSubmit = (seen) => {
      late = seen;
      return undefined;
    };
    const each = message(MOBILE);
    expect((await to.handOver(each, IN_TIME)).kind).toBe('unknown');
    if (late !== undefined) late.socket.write(accepted(late, 'late-1'));
    await eventually(
      () => ids.find('SMPP', 'late-1'),
      ([kept]) => kept?.reference === `${each.entryId}.1`,
    );
  });

  it('survives anything at all', async () => {
    const to = provider({ responseTimeoutMs: 30 });
    const noise = fc.uint8Array({ maxLength: 300 }).map((each) => Buffer.from(each));
    const framed = noise.map((each) => Buffer.concat([header(16 + each.length), each]));
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(noise, framed), { minLength: 1, maxLength: 4 }), async (chunks) => {
        await works(to);
        smsc.onSubmit = () => Buffer.concat(chunks);
        expect(['unknown', 'temporary']).toContain((await handOver(to)).kind);
      }),
      { numRuns: 30 },
    );
    await works(to);
  });
});
