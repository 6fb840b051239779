// From nothing to a bound connection: TCP or TLS, then bind_transceiver, all within one deadline.
import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls, rootCertificates } from 'node:tls';
import { Link, type LinkOptions } from './link.js';
import { CODES, sayStatus } from './smpp-codes.js';
import type { SmppSettings } from './smpp-settings.js';

/** interface_version of SMPP 3.4. */
const VERSION = 0x34;

export type Bound =
  | { kind: 'bound'; link: Link; /** As the SMSC calls itself. */ smsc: string }
  /** @property lasting an account that is wrong: no quick repeat will help, and many SMSCs lock it after some */
  | { kind: 'failed'; reason: string; lasting: boolean };

const LASTING: readonly number[] = [CODES.ESME_RINVPASWD, CODES.ESME_RINVSYSID, CODES.ESME_RBINDFAIL].map(({ status }) => status);

/** Never rejects. */
export async function openBound(settings: SmppSettings, options: LinkOptions, signal: AbortSignal): Promise<Bound> {
  const within = AbortSignal.any([signal, AbortSignal.timeout(settings.responseTimeoutMs)]);
  const socket = await openSocket(settings, within);
  if (typeof socket === 'string') return { kind: 'failed', reason: socket, lasting: false };
  const link = new Link(socket, options);
  const { systemId: system_id, password, systemType: system_type } = settings;
  const address = { addr_ton: 0, addr_npi: 0, address_range: '' };
  const bind = { system_id, password, system_type, interface_version: VERSION, ...address };
  const reply = await link.request('bind_transceiver', bind, { signal: within });
  if (reply.kind === 'reply' && reply.status === 0) return { kind: 'bound', link, smsc: reply.body?.system_id ?? '' };
  link.close('not bound');
  if (reply.kind === 'reply')
    return { kind: 'failed', reason: `the SMSC refused the bind: ${sayStatus(reply.status)}`, lasting: LASTING.includes(reply.status) };
  return { kind: 'failed', reason: `the SMSC did not answer the bind: ${reply.reason}`, lasting: false };
}

function openSocket({ host, port, tls, ca }: SmppSettings, signal: AbortSignal): Promise<Socket | string> {
  return new Promise((resolve) => {
    const socket = tls
      ? connectTls({
          host,
          port,
          ...(isIP(host) === 0 && { servername: host }),
          ...(ca !== undefined && { ca: [...rootCertificates, ca] }),
        })
      : connectTcp({ host, port });
    const fail = (why: string): void => {
      settle(`the SMSC can’t be reached (${why})`);
      socket.on('error', () => undefined);
      socket.destroy();
    };
    const onError = ({ code }: NodeJS.ErrnoException): void => {
      fail(code ?? 'no code');
    };
    const onAbort = (): void => {
      fail('no connection in time');
    };
    const onOpen = (): void => {
      settle(socket);
    };
    const settle = (outcome: Socket | string): void => {
      signal.removeEventListener('abort', onAbort);
      socket.off('error', onError);
      resolve(outcome);
    };
    socket.once('error', onError);
    socket.once(tls ? 'secureConnect' : 'connect', onOpen);
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort);
  });
}
