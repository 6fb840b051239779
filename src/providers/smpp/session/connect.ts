// Connects and binds a session: TCP or TLS, then bind_transceiver, or bind_receiver and bind_transmitter over two connections; all within
// one deadline.
import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls, rootCertificates } from 'node:tls';
import { Link, type LinkOptions } from './link.js';
import type { Bind } from './requests.js';
import { CODES, describeStatus, STATUS } from '../wire/smpp-codes.js';
import type { BindWay, SmppSettings } from '../smpp-settings.js';

/** interface_version of SMPP 3.4. */
const VERSION = 0x34;

export type Bound =
  | {
      kind: 'bound';
      /** The connection for requests to the SMSC. */
      link: Link;
      /** The second connection of a pair, for deliveries of the SMSC. */
      receiver: Link | undefined;
      /** The name that the SMSC gives itself. */
      smsc: string;
    }
  /**
   * @property lasting the account is wrong: a quick retry will fail, and many SMSCs lock an account after several failures
   * @property isUnknown the SMSC does not know this kind of bind
   */
  | { kind: 'failed'; reason: string; lasting: boolean; isUnknown?: boolean };

const LASTING: readonly number[] = [CODES.ESME_RINVPASWD, CODES.ESME_RINVSYSID, CODES.ESME_RBINDFAIL].map(({ status }) => status);

/** Never rejects. @param way a transceiver, or a pair */
export async function openBound(settings: SmppSettings, options: LinkOptions, signal: AbortSignal, way: BindWay): Promise<Bound> {
  const within = AbortSignal.any([signal, AbortSignal.timeout(settings.responseTimeoutMs)]);
  if (way === 'transceiver') return openOne('bind_transceiver', settings, options, within);
  // The receiver is bound first, so that receipts can come before anything is sent.
  const receiver = await openOne('bind_receiver', settings, options, within);
  if (receiver.kind === 'failed') return receiver;
  const transmitter = await openOne('bind_transmitter', settings, options, within);
  if (transmitter.kind === 'failed') receiver.link.close('the other half of the pair is not bound');
  return transmitter.kind === 'failed' ? transmitter : { ...transmitter, receiver: receiver.link };
}

async function openOne(command: Bind, settings: SmppSettings, options: LinkOptions, within: AbortSignal): Promise<Bound> {
  const socket = await openSocket(settings, within);
  if (typeof socket === 'string') return { kind: 'failed', reason: socket, lasting: false };
  const link = new Link(socket, options);
  const { systemId: system_id, password, systemType: system_type } = settings;
  const address = { addr_ton: 0, addr_npi: 0, address_range: '' };
  const bind = { system_id, password, system_type, interface_version: VERSION, ...address };
  const reply = await link.request(command, bind, { signal: within });
  if (reply.kind === 'reply' && reply.status === 0) return { kind: 'bound', link, receiver: undefined, smsc: reply.body?.system_id ?? '' };
  link.close('not bound');
  if (reply.kind !== 'reply') return { kind: 'failed', reason: `the SMSC did not answer the bind: ${reply.reason}`, lasting: false };
  return {
    kind: 'failed',
    reason: `the SMSC refused the bind: ${describeStatus(reply.status)}`,
    lasting: LASTING.includes(reply.status),
    // “Bind failed” may have any reason, for example an account that is about to be locked; this status has only this meaning.
    isUnknown: command === 'bind_transceiver' && reply.status === STATUS.ESME_RINVCMDID,
  };
}

/** The same, as a pair if the SMSC has no transceivers. */
export async function openEitherWay(
  settings: SmppSettings,
  options: LinkOptions,
  signal: AbortSignal,
  way: BindWay,
): Promise<[Bound, BindWay]> {
  const opened = await openBound(settings, options, signal, way);
  if (opened.kind === 'bound' || opened.isUnknown !== true) return [opened, way];
  return [await openBound(settings, options, signal, 'pair'), 'pair'];
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
