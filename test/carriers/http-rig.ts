// What a suite of an HTTP carrier stands on: the vendor's part as data, and a message sent to a server of ours that plays the vendor.
import { expect } from '@jest/globals';
import type { Answer, CallbackRequest, Carrier, Message, Receipt } from '../../src/carriers/carrier.js';
import { message } from './conformance.js';
import { answer, type Received, type Reply, VendorServer } from './vendor-server.js';

export interface HttpRig {
  /** @param server where all its calls go; `ca` is what its certificate is to be trusted by */
  carrier: (server: { url: string; ca?: string }, maxInFlight: number) => Carrier;
  /** What the vendor says when it takes a message over. */
  accepted: (request: Received) => Reply;
  /** What it says otherwise, one of each documented class, by what it means. `unclear` leaves open what became of the message. */
  refused: Readonly<Record<string, Reply>>;
  temporary: Readonly<Record<string, Reply>>;
  throttled: Readonly<Record<string, Reply>>;
  unclear: Readonly<Record<string, Reply>>;
  /** Its call that says what became of a message, signed, and the carrier's callback that it goes to. */
  receipt: (reference: string, status: Receipt['status']) => { key: string; request: CallbackRequest };
}

export const CONTENT = 'a content that stays private';
export const HTML: Reply = { status: 200, headers: { 'content-type': 'text/html' }, body: '<!doctype html><title>Sign in</title>' };

export const UNKNOWN = { kind: 'unknown', reason: expect.stringMatching(/./) };
export const NOT_SENT = { kind: 'temporary', unreachable: true, reason: expect.stringMatching(/./) };
export const patient = (): AbortSignal => AbortSignal.timeout(60_000);

export interface Line {
  server: VendorServer;
  carrier: Carrier;
  send: (more?: Partial<Message>, signal?: AbortSignal) => Promise<Answer>;
}

/** No reason that a user is shown holds the number or the content. */
export async function sending(carrier: Carrier, more: Partial<Message> = {}, signal = patient()): Promise<Answer> {
  const answered = await carrier.handOver(message('+15005550100', { content: CONTENT, ...more }), signal);
  if ('reason' in answered) for (const secret of [CONTENT, '5005550100']) expect(answered.reason).not.toContain(secret);
  return answered;
}

/** A server that takes everything over, unless the test says otherwise. */
export async function connected(
  rig: HttpRig,
  use: (line: Line) => Promise<void>,
  { tls = false, trusted = true, maxInFlight = 10 } = {},
): Promise<void> {
  const server = await VendorServer.start({ tls });
  server.behave = (received, response) => {
    answer(response, rig.accepted(received));
  };
  const { url, ca } = server;
  const carrier = rig.carrier({ url, ...(trusted && ca !== undefined && { ca }) }, maxInFlight);
  try {
    await use({ server, carrier, send: (more, signal) => sending(carrier, more, signal) });
  } finally {
    await carrier.close();
    await server.close();
  }
}

/** What the carrier makes of an answer. */
export async function replying(rig: HttpRig, reply: Reply): Promise<Answer> {
  let answered: Answer | undefined;
  await connected(rig, async ({ server, send }) => {
    server.behave = (_, response) => {
      answer(response, reply);
    };
    answered = await send();
    expect(server.received).toHaveLength(1);
  });
  return answered ?? { kind: 'unknown', reason: '' };
}
