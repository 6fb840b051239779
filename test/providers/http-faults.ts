// How the situations of the suite come about over HTTP: the ways in which a provider's server, or the way to it, fails.
import { expect } from '@jest/globals';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import type { Met, Rig } from './conformance.js';
import { connected, HTML, type HttpLine, type HttpRig, meeting, sending } from './http-rig.js';
import { answer, deadAddress, VendorServer } from './vendor-server.js';

const TEN_MEGABYTES = 10 * 1_024 * 1_024;

/** A provider that calls an address where no server of ours is. */
async function calling(rig: HttpRig, url: string, use: (send: HttpLine['send']) => Promise<Met[]>): Promise<Met[]> {
  const provider = rig.provider({ url }, 10);
  try {
    return await use(sending(rig, provider));
  } finally {
    await provider.close();
  }
}

export function httpSituations(rig: HttpRig): Rig['situations'] {
  /** @param late what ends the message's time */
  const misbehaving = async (behave: VendorServer['behave'], late = new AbortController()): Promise<Met[]> => [
    await meeting(rig, ({ server, send }) => {
      server.behave = behave;
      return send({}, late.signal);
    }),
  ];

  return {
    'nobody listens': async () =>
      calling(rig, await deadAddress(), async (send) => {
        const all = await Promise.all(Array.from({ length: 30 }, () => send()));
        return all.map((each) => ({ answer: each, arrived: 0 }));
      }),

    'it is connected, and nobody greets it': async () => {
      const late = new AbortController();
      const sockets: Socket[] = [];
      const server = createServer((socket) => {
        sockets.push(socket.on('error', () => undefined));
        late.abort();
      });
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
      const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
      const met = await calling(rig, url, async (send) => [{ answer: await send({}, late.signal), arrived: 0 }]);
      for (const socket of sockets) socket.destroy();
      server.close();
      return met;
    },

    'the certificate is not to be trusted': async () => {
      const trusting = await meeting(rig, ({ send }) => send(), { tls: true });
      expect(trusting).toMatchObject({ answer: { kind: 'accepted' }, arrived: 1 });
      return [await meeting(rig, ({ send }) => send(), { tls: true, trusted: false })];
    },

    'it asks for TLS, and the other side speaks none': () =>
      connected(rig, ({ server }) =>
        calling(rig, server.url.replace('http:', 'https:'), async (send) => [{ answer: await send(), arrived: server.received.length }]),
      ),

    'its time is over before it begins': async () => [await meeting(rig, ({ send }) => send({}, AbortSignal.abort()))],

    'its time is over while it waits for its turn': () =>
      connected(
        rig,
        async ({ server, send }) => {
          const late = new AbortController();
          const accept = server.behave;
          const held = new Promise<() => void>((resolve) => {
            server.behave = (received, response) => {
              resolve(() => accept(received, response));
            };
          });
          const ahead = send();
          const release = await held;
          const waiting = send({ entryId: '987654321' }, late.signal);
          late.abort();
          const met = await waiting;
          server.behave = accept;
          release();
          expect((await ahead).kind).toBe('accepted');
          expect((await send()).kind).toBe('accepted');
          expect(server.received).toHaveLength(2);
          return [{ answer: met, arrived: server.received.filter(({ text }) => text.includes('987654321')).length }];
        },
        { maxInFlight: 1 },
      ),

    'no answer comes in time': () => {
      const late = new AbortController();
      return misbehaving(() => {
        late.abort();
      }, late);
    },

    'the connection breaks before the answer': () => misbehaving((_, response) => response.socket?.resetAndDestroy()),

    'the connection breaks within the answer': () =>
      misbehaving((received, response) => {
        const { status, headers, body } = rig.accepted(received);
        response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body).toString() });
        response.write(body.slice(0, -1), () => response.socket?.resetAndDestroy());
      }),

    'the answer ends early': () =>
      misbehaving((received, response) => {
        const { status, headers, body } = rig.accepted(received);
        answer(response, { status, ...(headers && { headers }), body: body.slice(0, -2) });
      }),

    'HTML comes instead': async () => {
      const met: Met[] = [];
      for (const status of [200, 201, 202, 400, 401, 403, 404, 500, 502, 503, 504])
        met.push(
          ...(await misbehaving((_, response) => {
            answer(response, { ...HTML, status });
          })),
        );
      return met;
    },

    'a redirect comes instead, which it does not follow': async () => {
      const other = await VendorServer.start();
      const met: Met[] = [];
      for (const status of [301, 302, 303, 307, 308])
        met.push(
          ...(await misbehaving((received, response) => {
            const { body } = rig.accepted(received);
            answer(response, { status, headers: { location: other.url + received.path, 'content-type': 'application/json' }, body });
          })),
        );
      expect([other.received, other.connections]).toEqual([[], 0]);
      await other.close();
      return met;
    },

    'the answer has 10 MB, which it does not read': async () => {
      let written = 0;
      let closed: Promise<unknown> = Promise.resolve();
      const met = await misbehaving(async (received, response) => {
        const { status, headers, body } = rig.accepted(received);
        closed = once(response, 'close');
        response.writeHead(status, headers);
        response.write(body);
        const chunk = Buffer.alloc(16 * 1_024, ' ');
        while (written < TEN_MEGABYTES && !response.destroyed) {
          written += chunk.length;
          if (!response.write(chunk)) await Promise.race([once(response, 'drain'), closed]);
        }
        response.end();
      });
      await closed;
      expect(written).toBeLessThan(TEN_MEGABYTES);
      return met;
    },

    'the answer drips, for as long as it likes': () => {
      const late = new AbortController();
      return misbehaving(async (received, response) => {
        const { status, headers } = rig.accepted(received);
        response.writeHead(status, headers);
        for (let drops = 0; !response.destroyed && response.write(' '); drops += 1) {
          await new Promise((resolve) => setImmediate(resolve));
          if (drops === 50) late.abort();
        }
      }, late);
    },

    'it is closed meanwhile': async () => [
      await meeting(rig, async ({ server, provider, send }) => {
        server.behave = () => undefined;
        const answered = send();
        await server.until(1);
        await provider.close();
        return answered;
      }),
    ],
  };
}
