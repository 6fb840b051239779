// The PDUs: what is written is read again, by us and by another implementation; and whatever else comes is never more than malformed.
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import smpp from 'smpp';
import { decode, encode, HEADER_BYTES, type Pdu } from '../../src/providers/smpp/wire/codec.js';
import { Framing, MOST_BYTES } from '../../src/providers/smpp/wire/framing.js';
import { type Command, type FieldKind, isResponse, LAYOUTS } from '../../src/providers/smpp/wire/pdu-layouts.js';

const octets = (most: number): fc.Arbitrary<Buffer> => fc.uint8Array({ maxLength: most }).map((each) => Buffer.from(each));
const FIELD: Readonly<Record<FieldKind, fc.Arbitrary<string | number | Buffer>>> = {
  integer: fc.nat({ max: 255 }),
  text: fc.array(fc.integer({ min: 1, max: 255 }), { maxLength: 30 }).map((codes) => String.fromCharCode(...codes)),
  sized: octets(255),
};
// No parameter has the tag 0.
const tlvs = fc.array(fc.tuple(fc.integer({ min: 1, max: 0xffff }), octets(300)), { maxLength: 5 }).map((pairs) => new Map(pairs));
const commands = Object.keys(LAYOUTS) as Command[];

const pdus = fc.constantFrom(...commands).chain((command) => {
  const fields: Readonly<Record<string, FieldKind>> = LAYOUTS[command].fields;
  const body = fc.record(Object.fromEntries(Object.entries(fields).map(([name, kind]) => [name, FIELD[kind]])));
  const sequence = fc.integer({ min: 1, max: 0x7fff_ffff });
  return fc.record({ command: fc.constant(command), body, sequence, status: fc.nat({ max: 0xffff_ffff }), tlvs });
});
const written = ({ command, body, ...rest }: { command: Command; body: object } & Pick<Pdu, 'status' | 'sequence' | 'tlvs'>): Buffer =>
  encode(command, body as never, rest);

describe('a PDU', () => {
  it('is read as it was written', () => {
    fc.assert(
      fc.property(pdus, (pdu) => {
        expect(decode(written(pdu))).toEqual({ kind: 'pdu', ...pdu, body: { ...pdu.body } });
      }),
      { numRuns: 500 },
    );
  });

  it('comes whole, however its connection is cut', () => {
    fc.assert(
      fc.property(
        fc.array(pdus, { minLength: 1, maxLength: 6 }),
        fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 }),
        (sent, cuts) => {
          const all = Buffer.concat(sent.map(written));
          const framing = new Framing();
          const frames: Buffer[] = [];
          for (let at = 0, i = 0; at < all.length; at += cuts[i++ % cuts.length] ?? 1) {
            const read = framing.push(all.subarray(at, at + (cuts[i % cuts.length] ?? 1)));
            expect(read.broken).toBe(false);
            frames.push(...read.frames);
          }
          expect(frames).toEqual(sent.map(written));
        },
      ),
    );
  });

  it('that is cut short, changed or noise is read or malformed, never thrown', () => {
    const mutated = fc
      .tuple(pdus.map(written), fc.array(fc.tuple(fc.nat(), fc.nat({ max: 255 })), { maxLength: 8 }), fc.nat({ max: 60 }))
      .map(([pdu, changes, less]) => {
        const copy = Buffer.from(pdu.subarray(0, Math.max(HEADER_BYTES, pdu.length - less)));
        for (const [at, value] of changes) copy[at % copy.length] = value;
        return copy;
      });
    const noise = octets(400).map((each) => Buffer.concat([Buffer.alloc(HEADER_BYTES), each]));
    fc.assert(
      fc.property(fc.oneof(mutated, noise), (frame) => {
        expect(['pdu', 'malformed']).toContain(decode(frame).kind);
      }),
      { numRuns: 2_000 },
    );
  });

  it('of an error needs no body; of a request it does', () => {
    for (const command of commands) {
      const bare = Buffer.alloc(HEADER_BYTES);
      bare.writeUInt32BE(LAYOUTS[command].id, 4);
      bare.writeUInt32BE(8, 8);
      const needed = !isResponse(LAYOUTS[command].id) && Object.keys(LAYOUTS[command].fields).length > 0;
      expect([command, decode(bare).kind]).toEqual([command, needed ? 'malformed' : 'pdu']);
    }
  });

  const STOP = {
    ...{
      service_type: '',
      source_addr_ton: 1,
      source_addr_npi: 1,
      source_addr: '1',
      dest_addr_ton: 1,
      dest_addr_npi: 1,
      destination_addr: '2',
    },
    ...{ esm_class: 0, protocol_id: 0, priority_flag: 0, schedule_delivery_time: '', validity_period: '', registered_delivery: 0 },
    ...{ replace_if_present_flag: 0, data_coding: 0, sm_default_msg_id: 0, short_message: Buffer.from('STOP') },
  };
  const withTail = (pdu: Buffer, at: number, tail: Buffer): Buffer => {
    const all = Buffer.concat([pdu.subarray(0, at), tail, pdu.subarray(at)]);
    all.writeUInt32BE(all.length, 0);
    return all;
  };

  it.each([1, 2, 3])('with %i stray zeros behind its message, or behind its parameters, is read as without', (zeros) => {
    const [id, state] = [Buffer.from('00B8BE19\0'), Buffer.of(2)];
    for (const tlvs of [
      new Map<number, Buffer>(),
      new Map([[0x1e, id]]),
      new Map([
        [0x1e, id],
        [0x427, state],
      ]),
      new Map([[0x204, Buffer.of(1, 2)]]),
    ]) {
      const pdu = encode('deliver_sm', STOP, { tlvs, sequence: 3 });
      const bare = encode('deliver_sm', STOP, { sequence: 3 }).length;
      for (const at of [bare, pdu.length])
        expect(decode(withTail(pdu, at, Buffer.alloc(zeros)))).toEqual({
          kind: 'pdu',
          command: 'deliver_sm',
          status: 0,
          sequence: 3,
          body: STOP,
          tlvs,
        });
    }
  });

  it('with octets behind its message that are no parameter says what its message says; without a message it is malformed', () => {
    const noise = Buffer.of(0x12, 0x34, 0xff, 0xff, 1);
    const [said, empty] = [STOP, { ...STOP, short_message: Buffer.alloc(0) }].map((body) => encode('deliver_sm', body));
    expect(decode(withTail(said ?? noise, said?.length ?? 0, noise))).toMatchObject({ kind: 'pdu', body: STOP });
    expect(decode(withTail(empty ?? noise, empty?.length ?? 0, noise))).toMatchObject({ kind: 'malformed', status: 0xc0 });
  });

  it('is refused as a mistake of ours where it can’t be written', () => {
    expect(() => encode('cancel_sm_resp', {}, { tlvs: new Map([[1, Buffer.alloc(0x1_0000)]]) })).toThrow(RangeError);
    expect(() => encode('submit_sm_resp', { message_id: 'a\0b' })).toThrow(RangeError);
    expect(() => encode('submit_sm_resp', { message_id: '€' })).toThrow(RangeError);
    expect(() => encode('query_sm_resp', { message_id: '', final_date: '', message_state: 256, error_code: 0 })).toThrow(RangeError);
  });
});

describe('a length that can’t be one', () => {
  it.each([0, 15, MOST_BYTES + 1, 0xffff_ffff])('ends the connection before anything is kept: %i', (length) => {
    const header = Buffer.alloc(4);
    header.writeUInt32BE(length, 0);
    expect(new Framing().push(header)).toEqual({ frames: [], broken: true });
  });
});

describe('the npm package smpp', () => {
  it('reads what we write', () => {
    const address = { source_addr_ton: 5, source_addr_npi: 0, source_addr: 'Acme', dest_addr_ton: 1, dest_addr_npi: 1 };
    const flags = { esm_class: 0, protocol_id: 0, priority_flag: 0, registered_delivery: 1, replace_if_present_flag: 0 };
    const rest = { schedule_delivery_time: '', validity_period: '', data_coding: 8, sm_default_msg_id: 0 };
    const body = { service_type: 'CMT', ...address, destination_addr: '919866694753', ...flags, ...rest };
    const pdu = encode('submit_sm', { ...body, short_message: Buffer.from('00480069', 'hex') }, { sequence: 7 });
    expect(new smpp.PDU(pdu)).toMatchObject({ command: 'submit_sm', sequence_number: 7, ...body, short_message: { message: 'Hi' } });
  });

  it('writes what we read', () => {
    const fields = { message_id: 'a1', final_date: '', message_state: 2, error_code: 0 };
    const pdu = new smpp.PDU('query_sm_resp', { ...fields, sequence_number: 9 }).toBuffer();
    expect(decode(pdu)).toMatchObject({ kind: 'pdu', command: 'query_sm_resp', sequence: 9, status: 0, body: fields });
    const receipt = { receipted_message_id: 'a1', message_state: 2, source_addr: '1', destination_addr: '2', esm_class: 4 };
    expect(decode(new smpp.PDU('deliver_sm', { ...receipt, short_message: 'x' }).toBuffer())).toMatchObject({
      body: { source_addr: '1', destination_addr: '2', esm_class: 4, short_message: Buffer.from('x') },
      tlvs: new Map([
        [0x1e, Buffer.from('a1\0')],
        [0x427, Buffer.of(2)],
      ]),
    });
  });
});
