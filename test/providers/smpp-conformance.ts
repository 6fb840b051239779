// The suite's cases over SMPP: an SMSC that is not ours in good order, and one of ours that answers with whatever octets a case needs.
import { expect } from '@jest/globals';
import type { Answer } from '../../src/providers/provider.js';
import { encode, encodeHeader } from '../../src/providers/smpp/wire/codec.js';
import { CODES, type Meaning } from '../../src/providers/smpp/wire/smpp-codes.js';
import type { SmppSettings } from '../../src/providers/smpp/smpp-settings.js';
import type { Smpp } from '../../src/providers/smpp/smpp.js';
import { makeCertificate } from './certificate.js';
import { type Bring, handing, type Line, type Met, patient, type Rig } from './conformance.js';
import { HostileSmsc, type Seen } from './smpp-hostile.js';
import { NUMBER, Peer } from './smpp-peer.js';
import { ADDRESSED, smppTo } from './smpp-rig.js';

const TEN_MEGABYTES = 10 * 1_024 * 1_024;
const QUICK: Partial<SmppSettings> = { responseTimeoutMs: 5_000, reconnectMs: 1, reconnectMaxMs: 10 };
/** Of what never answers: so long is waited for it. */
const SILENT: Partial<SmppSettings> = { ...QUICK, responseTimeoutMs: 300 };

interface Hostile {
  smsc: HostileSmsc;
  provider: Smpp;
}

async function hostile(use: (line: Hostile) => Promise<Met>, settings: Partial<SmppSettings> = QUICK): Promise<Met[]> {
  const smsc = await HostileSmsc.start();
  const provider = smppTo(smsc.port, settings);
  try {
    return [await use({ smsc, provider })];
  } finally {
    await Promise.all([provider.close(), smsc.close()]);
  }
}

const meeting = (answer: (seen: Seen, late: AbortController) => Buffer | undefined, settings?: Partial<SmppSettings>): Promise<Met[]> =>
  hostile(async ({ smsc, provider }) => {
    const late = new AbortController();
    smsc.onSubmit = (seen) => answer(seen, late);
    const signal = AbortSignal.any([late.signal, patient()]);
    return { answer: await handing(provider, {}, signal, ['secret']), arrived: smsc.submits };
  }, settings);

const response = ({ sequence }: Seen): Buffer => encode('submit_sm_resp', { message_id: 'id-1' }, { sequence });
const saying = (meaning: Meaning): Record<string, Bring> =>
  Object.fromEntries(
    Object.entries(CODES)
      .filter(([, code]) => code.meaning === meaning)
      .map(([name, { status }]) => [name, () => meeting(({ sequence }) => encodeHeader('submit_sm_resp', status, sequence))]),
  );

/** Once the next submit has come, which is never answered. */
const arrival = (smsc: HostileSmsc): Promise<void> =>
  new Promise((resolve) => {
    smsc.onSubmit = () => {
      resolve();
      return undefined;
    };
  });

/** Pieces until the other side has enough of it. */
async function pour({ socket }: Seen, piece: (n: number) => Buffer | undefined): Promise<void> {
  for (let n = 0; !socket.destroyed; n++) {
    const next = piece(n);
    if (next === undefined) return;
    socket.write(next);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

async function line(): Promise<Line> {
  const peer = await Peer.start();
  const provider = smppTo(peer.port, { holdReceiptsMs: 10 });
  return {
    provider,
    address: NUMBER,
    tell: async ({ providerMessageId: id }, status) =>
      (await peer.receiptOnce({ id, ...ADDRESSED }, status === 'delivered' ? 'DELIVRD' : 'UNDELIV')) === 0,
    close: async () => {
      await provider.close();
      await peer.close();
    },
  };
}

const certified = async (trusted: boolean): Promise<Met> => {
  const certificate = makeCertificate();
  const peer = await Peer.start(certificate);
  const provider = smppTo(peer.port, { ...QUICK, tls: true, ...(trusted && { ca: certificate.cert }) });
  const answer = await handing(provider);
  await provider.close();
  await peer.close();
  return { answer, arrived: peer.submits.length };
};

export const smppSuite: Rig = {
  line,
  answers: {
    refused: saying('refuse'),
    temporary: { ...saying('retry'), ...saying('unbound'), ...saying('account') },
    throttled: { ...saying('throttle'), ...saying('recipient') },
    unclear: {
      ...saying('in doubt'),
      'a status of the vendor’s own': () => meeting(({ sequence }) => encodeHeader('submit_sm_resp', 0x412, sequence)),
      'a nack without an error': () => meeting(({ sequence }) => encodeHeader('generic_nack', 0, sequence)),
    },
  },
  retryAfterMs: 'SMPP has no such word',
  situations: {
    'nobody listens': async () => {
      const peer = await Peer.start();
      const { port } = peer;
      await peer.close();
      const provider = smppTo(port, QUICK);
      const answers = await Promise.all(Array.from({ length: 30 }, () => handing(provider)));
      await provider.close();
      return answers.map((answer) => ({ answer, arrived: 0 }));
    },
    'it is connected, and nobody greets it': () =>
      hostile(async ({ smsc, provider }) => {
        smsc.bindStatus = undefined;
        return { answer: await handing(provider), arrived: smsc.submits };
      }, SILENT),
    'the certificate is not to be trusted': async () => {
      expect(await certified(true)).toMatchObject({ answer: { kind: 'accepted' }, arrived: 1 });
      return [await certified(false)];
    },
    'it asks for TLS, and the other side speaks none': () => meeting(response, { ...SILENT, tls: true }),
    'its time is over before it begins': () =>
      hostile(async ({ smsc, provider }) => {
        expect((await handing(provider)).kind).toBe('accepted');
        return { answer: await handing(provider, {}, AbortSignal.abort()), arrived: smsc.submits - 1 };
      }),
    'its time is over while it waits for its turn': () =>
      hostile(
        async ({ smsc, provider }) => {
          expect((await handing(provider)).kind).toBe('accepted');
          const [first, second] = [new AbortController(), new AbortController()];
          const held = arrival(smsc);
          const [ahead, waiting] = [handing(provider, {}, first.signal), handing(provider, {}, second.signal)];
          second.abort();
          const answer = await waiting;
          await held;
          first.abort();
          expect((await ahead).kind).toBe('unknown');
          return { answer, arrived: smsc.submits - 2 };
        },
        { ...QUICK, maxInFlight: 1 },
      ),
    'no answer comes in time': async () => [
      ...(await meeting((_, late) => {
        late.abort();
        return undefined;
      })),
      ...(await meeting(() => undefined, SILENT)),
    ],
    'the connection breaks before the answer': () =>
      meeting(({ socket }) => {
        socket.resetAndDestroy();
        return undefined;
      }),
    'the connection breaks within the answer': () =>
      meeting((seen) => {
        seen.socket.write(response(seen).subarray(0, -1), () => seen.socket.resetAndDestroy());
        return undefined;
      }),
    'the answer ends early': () =>
      meeting((seen) => {
        seen.socket.end(response(seen).subarray(0, -2));
        return undefined;
      }),
    'HTML comes instead': () => meeting(() => Buffer.from('HTTP/1.1 502 Bad Gateway\r\n\r\n<html>Bad Gateway</html>')),
    'a redirect comes instead, which it does not follow': 'SMPP has no redirects',
    'the answer has 10 MB, which it does not read': async () => {
      let written = 0;
      let poured = Promise.resolve();
      const piece = Buffer.alloc(16 * 1_024);
      const head = response({ command: 'submit_sm', status: 0, sequence: 1 } as Seen).subarray(0, 16);
      head.writeUInt32BE(TEN_MEGABYTES, 0);
      const met = await meeting((seen) => {
        poured = pour(seen, (n) => {
          written += piece.length;
          return n === 0 ? head : written < TEN_MEGABYTES ? piece : undefined;
        });
        return undefined;
      });
      await poured;
      expect(written).toBeLessThan(TEN_MEGABYTES);
      return met;
    },
    'the answer drips, for as long as it likes': () =>
      meeting((seen, late) => {
        const octets = response(seen).subarray(0, -1);
        void pour(seen, (n) => {
          if (n === octets.length) late.abort();
          return n < octets.length ? octets.subarray(n, n + 1) : undefined;
        });
        return undefined;
      }),
    'it is closed meanwhile': () =>
      hostile(async ({ smsc, provider }) => {
        const submitted = arrival(smsc);
        const answered: Promise<Answer> = handing(provider);
        await submitted;
        await provider.close();
        return { answer: await answered, arrived: smsc.submits };
      }),
  },
};
