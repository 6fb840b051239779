// HTTP requests to a provider: pooled connections, no redirects, answers of bounded size. It always knows if a request can have reached the
// provider. A request that failed before its first byte was written was never sent; after a later failure it is unclear.
import { rootCertificates } from 'node:tls';
import { Agent, type Dispatcher, errors } from 'undici';

/** No documented answer is larger. */
const MOST_BYTES = 64 * 1_024;
const CONNECT_MS = 3_000;
const KEEP_ALIVE_MS = 30_000;

export interface OutboundRequest {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  url: string;
  headers: Record<string, string>;
  body?: string;
  /** The size limit of the answer, for lists that may be longer than the answer about one message. */
  mostBytes?: number;
}

export interface OutboundAnswer {
  kind: 'answer';
  status: number;
  headers: Readonly<Record<string, string | string[] | undefined>>;
  body: string;
}

export type Outcome =
  | OutboundAnswer
  /** The request never left: no connection, a bad certificate, an unknown name. */
  | { kind: 'not sent'; reason: string }
  /** The request may have arrived. */
  | { kind: 'lost'; reason: string };

export interface OutboundOptions {
  /** Connections, each with one request at a time: the provider's maxInFlight. */
  connections: number;
  /** Hosts that may be called (`host` or `host:port`). */
  hosts: readonly string[];
  /** An authority for the server's certificate, beside the usual ones. */
  ca?: string;
}

export class Outbound {
  private readonly agent: Agent;

  constructor(private readonly options: OutboundOptions) {
    this.agent = new Agent({
      connections: options.connections,
      pipelining: 1,
      // HTTP/2 is off: it puts many requests on one connection, and a broken connection would leave all of them in doubt.
      allowH2: false,
      keepAliveTimeout: KEEP_ALIVE_MS,
      // A `ca` replaces the usual authorities unless they are listed too.
      connect: { timeout: CONNECT_MS, ...(options.ca !== undefined && { ca: [...rootCertificates, options.ca] }) },
    });
  }

  /** Never rejects. @param signal ends the request: it is lost if it was under way, and not sent if it had not left */
  send({ method, url, headers, body, mostBytes = MOST_BYTES }: OutboundRequest, signal: AbortSignal): Promise<Outcome> {
    if (!URL.canParse(url)) return Promise.resolve({ kind: 'not sent', reason: 'no address' });
    const { origin, host, pathname, search } = new URL(url);
    if (!this.options.hosts.includes(host)) return Promise.resolve({ kind: 'not sent', reason: `${host} is not an allowed host` });
    if (signal.aborted) return Promise.resolve({ kind: 'not sent', reason: 'too late' });
    return new Promise((resolve) => {
      const reading = new Reading(resolve, signal, mostBytes);
      const options: Dispatcher.DispatchOptions = { origin, path: pathname + search, method, headers, body: body ?? null };
      this.agent.dispatch({ ...options, headersTimeout: 0, bodyTimeout: 0 }, reading);
    });
  }

  async close(): Promise<void> {
    await this.agent.destroy();
  }
}

class Reading implements Dispatcher.DispatchHandler {
  private sent = false;
  private over = false;
  private status = 0;
  private headers: OutboundAnswer['headers'] = {};
  private readonly chunks: Buffer[] = [];
  private size = 0;
  private controller: Dispatcher.DispatchController | undefined;

  constructor(
    private readonly resolve: (outcome: Outcome) => void,
    private readonly signal: AbortSignal,
    private readonly mostBytes: number,
  ) {
    signal.addEventListener('abort', this.onAbort);
  }

  private readonly onAbort = (): void => {
    this.fail('no answer in time');
  };

  /** Called just before the request is written to a socket. */
  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.controller = controller;
    // The request was given up while it waited for a connection, so it must not leave.
    if (this.over) controller.abort(new Error('given up'));
    else this.sent = true;
  }

  onResponseStart(_controller: Dispatcher.DispatchController, status: number, headers: OutboundAnswer['headers']): void {
    this.status = status;
    this.headers = headers;
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.size += chunk.length;
    if (this.size > this.mostBytes) this.fail('an answer that is too large');
    else this.chunks.push(chunk);
  }

  onResponseEnd(): void {
    const body = Buffer.concat(this.chunks).toString('utf8');
    this.end({ kind: 'answer', status: this.status, headers: this.headers, body });
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.fail(reasonOf(error));
  }

  private fail(reason: string): void {
    this.end({ kind: this.sent ? 'lost' : 'not sent', reason });
    this.controller?.abort(new Error(reason));
  }

  private end(outcome: Outcome): void {
    if (this.over) return;
    this.over = true;
    this.signal.removeEventListener('abort', this.onAbort);
    this.resolve(outcome);
  }
}

function reasonOf(error: Error): string {
  if (error instanceof errors.ConnectTimeoutError) return 'no connection in time';
  const { code = '' } = error as NodeJS.ErrnoException;
  return code === '' ? 'the connection broke' : `the connection failed (${code})`;
}
