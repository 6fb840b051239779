// The ways in which a carrier's server, or the way to it, fails: what certainly never left is told apart from what may have arrived.
import { describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { connected, HTML, type HttpRig, NOT_SENT, sending, UNKNOWN } from './http-rig.js';
import { answer, deadAddress, VendorServer } from './vendor-server.js';

const TEN_MEGABYTES = 10 * 1_024 * 1_024;

export function knowsWhatLeft(rig: HttpRig): void {
  describe('knows that it was not sent', () => {
    it('where nobody listens', async () => {
      const carrier = rig.carrier({ url: await deadAddress() }, 10);
      const all = await Promise.all(Array.from({ length: 30 }, () => sending(carrier)));
      for (const each of all) expect(each).toEqual(NOT_SENT);
      await carrier.close();
    });

    it('where the connection was never greeted', async () => {
      const late = new AbortController();
      const server = createServer(() => {
        late.abort();
      });
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
      const carrier = rig.carrier({ url: `https://127.0.0.1:${(server.address() as AddressInfo).port}` }, 10);
      expect(await sending(carrier, {}, late.signal)).toEqual(NOT_SENT);
      await carrier.close();
      server.close();
    });

    it('where the certificate is not to be trusted', () =>
      connected(
        rig,
        async ({ server, send }) => {
          expect(await send()).toEqual(NOT_SENT);
          expect(server.received).toEqual([]);
        },
        { tls: true, trusted: false },
      ));

    it('unless it is', () =>
      connected(
        rig,
        async ({ send }) => {
          expect((await send()).kind).toBe('accepted');
        },
        { tls: true },
      ));

    it('where it waited for a connection until it was too late', () =>
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
          const waiting = send({ smsId: '987654321' }, late.signal);
          late.abort();
          expect(await waiting).toEqual(NOT_SENT);
          server.behave = accept;
          release();
          expect((await ahead).kind).toBe('accepted');
          expect((await send()).kind).toBe('accepted');
          expect(server.received).toHaveLength(2);
          expect(server.received.filter(({ text }) => text.includes('987654321'))).toEqual([]);
        },
        { maxInFlight: 1 },
      ));

    it('where it was too late before', () =>
      connected(rig, async ({ server, send }) => {
        expect(await send({}, AbortSignal.abort())).toEqual(NOT_SENT);
        expect(server.received).toEqual([]);
      }));
  });

  describe('leaves in doubt what may have arrived', () => {
    const misbehaving = (behave: VendorServer['behave'], late = new AbortController()): Promise<void> =>
      connected(rig, async ({ server, send }) => {
        server.behave = behave;
        expect(await send({}, late.signal)).toEqual(UNKNOWN);
        expect(server.received).toHaveLength(1);
      });

    it('no answer in time', () => {
      const late = new AbortController();
      return misbehaving(() => {
        late.abort();
      }, late);
    });

    it('a connection that breaks before the answer', () => misbehaving((_, response) => response.socket?.resetAndDestroy()));

    it('a connection that breaks within the answer', () =>
      misbehaving((received, response) => {
        const { status, headers, body } = rig.accepted(received);
        response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body).toString() });
        response.write(body.slice(0, -1), () => response.socket?.resetAndDestroy());
      }));

    it('an answer that ends early', () =>
      misbehaving((received, response) => {
        const { status, headers, body } = rig.accepted(received);
        answer(response, { status, ...(headers && { headers }), body: body.slice(0, -2) });
      }));

    it.each([200, 201, 202, 404, 500, 502, 503, 504])('HTML, with status %i', (status) =>
      misbehaving((_, response) => {
        answer(response, { ...HTML, status });
      }),
    );

    it.each([301, 302, 303, 307, 308])('a redirect (%i), which is not followed', async (status) => {
      const other = await VendorServer.start();
      await misbehaving((received, response) => {
        const { body } = rig.accepted(received);
        answer(response, { status, headers: { location: other.url + received.path, 'content-type': 'application/json' }, body });
      });
      expect([other.received, other.connections]).toEqual([[], 0]);
      await other.close();
    });

    it('an answer of 10 MB, of which it reads no more than it needs', async () => {
      let written = 0;
      let closed: Promise<unknown> = Promise.resolve();
      await misbehaving(async (received, response) => {
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
    });

    it('an answer that drips, for as long as it likes', () => {
      const late = new AbortController();
      return misbehaving(async (received, response) => {
        const { status, headers } = rig.accepted(received);
        response.writeHead(status, headers);
        for (let drops = 0; !response.destroyed && response.write(' '); drops += 1) {
          await new Promise((resolve) => setImmediate(resolve));
          if (drops === 50) late.abort();
        }
      }, late);
    });

    it('its own end', () =>
      connected(rig, async ({ server, carrier, send }) => {
        server.behave = () => undefined;
        const answered = send();
        await server.until(1);
        await carrier.close();
        expect(await answered).toEqual(UNKNOWN);
      }));
  });
}
