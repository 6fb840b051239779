// What a suite of an HTTP provider stands on: the vendor's part as data, and a message sent to a server of ours that plays the vendor.
import type { SmsChannel } from '../../src/messages/sms.js';
import type { Answer, CallbackRequest, Inbound, Message, Provider, Receipt } from '../../src/providers/provider.js';
import { handing, type Met, type None } from './conformance.js';
import { answer, type Received, type Reply, VendorServer } from './vendor-server.js';

/** A vendor's call, and the provider's callback that it goes to. */
export interface Call {
  key: string;
  request: CallbackRequest;
}

export interface HttpRig {
  /** Of all messages; text where it doesn't say. */
  channel?: SmsChannel;
  /** @param server where all its calls go; `ca` is what its certificate is to be trusted by */
  provider: (server: { url: string; ca?: string }, maxInFlight: number) => Provider;
  /** Never in a reason. */
  secrets: readonly string[];
  /** What the vendor says when it takes a message over. */
  accepted: (request: Received) => Reply;
  /** What it says otherwise, one of each documented class, by what it means. `unclear` leaves open what became of the message. */
  refused: Readonly<Record<string, Reply>>;
  temporary: Readonly<Record<string, Reply>>;
  throttled: Readonly<Record<string, Reply>>;
  unclear: Readonly<Record<string, Reply>>;
  /** Its call that says what became of a message, proven as the vendor does. */
  receipt: (reference: string, status: Receipt['status']) => Call;
  /** What the proof of a call covers: all that it says, or only who calls. */
  covers: 'all' | 'who calls';
  /** Its call that brings a message, without what is undefined of it. @param at which callback, its own by default */
  inbound: ((message: Partial<Inbound>, at?: string) => Call) | None;
  /** A receipt that was signed so long ago. */
  aged: ((reference: string, ageMs: number) => Call) | None;
}

export const HTML: Reply = { status: 200, headers: { 'content-type': 'text/html' }, body: '<!doctype html><title>Sign in</title>' };

/** Of our messages, wherever the vendor is told it. */
export const referenceIn = ({ text }: Received): string => /[1-9]\d{5,18}\.\d{1,4}/.exec(text)?.[0] ?? '';

export interface HttpLine {
  server: VendorServer;
  provider: Provider;
  send: (more?: Partial<Message<string>>, signal?: AbortSignal) => Promise<Answer>;
}

export const sending = ({ channel = 'text', secrets }: HttpRig, provider: Provider): HttpLine['send'] => {
  return (more, signal) => handing(provider, { channel, ...more }, signal, secrets);
};

interface Options {
  tls?: boolean;
  trusted?: boolean;
  maxInFlight?: number;
}

/** A server that takes everything over, unless the test says otherwise. */
export async function connected<T>(
  rig: HttpRig,
  use: (line: HttpLine) => Promise<T>,
  { tls = false, trusted = true, maxInFlight = 10 }: Options = {},
): Promise<T> {
  const server = await VendorServer.start({ tls });
  server.behave = (received, response) => {
    answer(response, rig.accepted(received));
  };
  const { url, ca } = server;
  const provider = rig.provider({ url, ...(trusted && ca !== undefined && { ca }) }, maxInFlight);
  try {
    return await use({ server, provider, send: sending(rig, provider) });
  } finally {
    await provider.close();
    await server.close();
  }
}

/** One message to that server, and what came of it. */
export const meeting = (rig: HttpRig, use: (line: HttpLine) => Promise<Answer>, options?: Options): Promise<Met> =>
  connected(rig, async (line) => ({ answer: await use(line), arrived: line.server.received.length }), options);

/** What the provider makes of an answer. */
export const replying = (rig: HttpRig, reply: Reply): Promise<Met> =>
  meeting(rig, ({ server, send }) => {
    server.behave = (_, response) => {
      answer(response, reply);
    };
    return send();
  });
