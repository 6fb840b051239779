// The HTTP edge: parses connections into requests and adds the common parts of every answer, before and after any route. Bodies are not
// read here: the order of checks is path, method, credentials, scope, IDs, body (json-body.ts reads it, after the guards).
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, Server } from 'node:http';
import type { Socket } from 'node:net';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyHttpOptions, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Config } from '../platform/config/config.js';
import { ApiError } from './api-error.js';
import { noteAnswerForm } from './answer-form.js';
import { ClientAddresses } from './client-address.js';
import { answerClientError } from './client-error.js';
import { compressAnswers } from './compression.js';
import { MethodTable } from './method-table.js';
import { decodedPath, type EdgeRequest, overrideMethod, rewriteUrl } from './request-target.js';

/** All headers together, with the request line: enough for a 10 kB ID and a large token. */
const MAX_HEADER_BYTES = 32_768;
/** How long a shutdown waits for running requests before it cuts their connections. */
const SHUTDOWN_GRACE_MS = 2_000;
/** A connection without traffic for so long is cut: its client does not read the answer. An event stream sends a line every 15 s. */
const IDLE_MS = 120_000;
const REQUEST_ID = /^[\x21-\x7e]{1,128}$/;
/** Fastify would answer any other Content-Type itself, before the guards. */
const MEDIA_TYPE = /^[\w!#$%&'*+.^`|~-]+\/[\w!#$%&'*+.^`|~-]+\s*(;|$)/;

type ErrorHandler = (error: unknown, request: FastifyRequest, reply: FastifyReply) => unknown;

function requestId(request: EdgeRequest): string {
  const given = request.headers['x-request-id'];
  const id = typeof given === 'string' && REQUEST_ID.test(given) ? given : randomUUID();
  request.id = id;
  return id;
}

/** A name and optionally a port, as in RFC 9110; also empty, if a target has no name. */
const HOST = /^(?:[\w.~!$&'()*+,;=%-]*|\[[\d.:a-f]+\])(?::\d*)?$/i;
/** Node uses the first of several such headers without an error. */
const SINGLE = new Set(['host', 'content-type', 'x-http-method-override']);

/** Refuses requests that two readers may understand differently: no host, several hosts, an invalid host, several content types. */
function isAmbiguous({ headers, rawHeaders, httpVersion }: IncomingMessage): boolean {
  if (headers.host === undefined ? httpVersion === '1.1' : !HOST.test(headers.host)) return true;
  const seen = new Set<string>();
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = rawHeaders[i]?.toLowerCase() ?? '';
    if (!SINGLE.has(name)) continue;
    if (seen.has(name)) return true;
    seen.add(name);
  }
  return false;
}

function edgeOptions(config: Config, addresses: ClientAddresses) {
  return {
    http: {
      maxHeaderSize: MAX_HEADER_BYTES,
      headersTimeout: config.REQUEST_TIMEOUT_MS,
      connectionsCheckingInterval: Math.min(5_000, Math.ceil(config.REQUEST_TIMEOUT_MS / 4)),
      // This error is answered below, in the contract's shape.
      requireHostHeader: false,
    },
    requestTimeout: config.REQUEST_TIMEOUT_MS,
    connectionTimeout: IDLE_MS,
    bodyLimit: config.BODY_LIMIT_BYTES,
    // Used for host and protocol alone; ClientAddresses determines the address.
    trustProxy: config.TRUST_PROXY !== false && addresses.trustsPeer,
    // On shutdown idle connections close at once, and running requests are finished. This class sends the 503 for new requests, in its own
    // shape.
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    genReqId: requestId,
    rewriteUrl(request: EdgeRequest) {
      request.called = request.url ?? '/';
      // `*` means the server as a whole and permits OPTIONS alone; for another method it becomes an unknown path.
      const url = request.called === '*' && request.method !== 'OPTIONS' ? '/*' : rewriteUrl(request.called);
      if (config.METHOD_OVERRIDE) overrideMethod(request, url);
      return url;
    },
    clientErrorHandler: answerClientError,
    frameworkErrors: (_error: Error, request: FastifyRequest, reply: FastifyReply) => {
      reply.code(400).header('X-Request-Id', request.id).type('application/json; charset=utf-8');
      reply.send('{"id":"","message":"Invalid Request"}');
    },
    // An ID of any length reaches its handler, which refuses it in the contract's words.
    routerOptions: { maxParamLength: 2 * MAX_HEADER_BYTES },
  } satisfies FastifyHttpOptions<Server>;
}

export class HttpEdge extends FastifyAdapter {
  private readonly methods = new MethodTable();
  private closing = false;
  private onError: ErrorHandler | undefined;

  constructor(config: Config) {
    const addresses = new ClientAddresses(config);
    super(edgeOptions(config, addresses));
    const publicHosts = config.PUBLIC_URL === '' ? [] : [new URL(config.PUBLIC_URL).host];
    const server = this.getInstance();
    server.removeAllContentTypeParsers();
    server.addContentTypeParser('*', (_request, payload, done) => {
      done(null, payload);
    });
    server.server.on('checkExpectation', (request: IncomingMessage) => {
      answerClientError({ code: 'EXPECTATION' }, request.socket);
    });
    server.server.on('connect', (_request: IncomingMessage, socket: Socket) => {
      answerClientError({}, socket);
    });
    server.decorateRequest('caller');
    // Set before any route and plugin: a route keeps the error handler of the moment when it is made ready.
    server.setErrorHandler((error, request, reply) => this.onError?.(error, request, reply));
    server.addHook('onRoute', (route) => {
      this.methods.add(route.method, route.url);
    });
    server.addHook('onRequest', (request, reply, done) => {
      reply.header('X-Request-Id', request.id);
      const raw: EdgeRequest = request.raw;
      const { client, vouchedFor } = addresses.of(raw);
      raw.client = client;
      raw.vouchedFor = vouchedFor;
      // Fastify's own getter has the address as a proxy wrote it, with the port.
      Object.defineProperty(request, 'ip', { value: client });
      raw.secure = request.protocol === 'https' || config.PUBLIC_URL.startsWith('https:');
      raw.hosts = [request.host.toLowerCase(), ...publicHosts];
      noteAnswerForm(request);
      done(this.closing ? new ApiError(503, 'Server failure to process request', undefined, { 'Retry-After': '1' }) : undefined);
    });
    server.addHook('preParsing', (request, reply, _payload, done) => {
      this.beforeRoute(request, reply, done);
    });
    compressAnswers(server);
    server.addHook('onSend', (request, reply, _payload, done) => {
      if (this.closing) reply.header('Connection', 'close');
      // Answers with numbers and contents must not be cached. The console's files set their own header.
      const path = decodedPath(request.url);
      if (path.startsWith('/api/') || (path.startsWith('/console') && !reply.hasHeader('Cache-Control')))
        reply.header('Cache-Control', 'no-store');
      done();
    });
  }

  /** Answers requests without a route, before Fastify looks at the content type. */
  private beforeRoute(request: FastifyRequest, reply: FastifyReply, done: (error?: Error) => void): void {
    const { headers } = request.raw;
    if (isAmbiguous(request.raw)) {
      done(new ApiError(400, 'Invalid Request'));
      return;
    }
    const type = headers['content-type'];
    if (type === undefined ? request.method === 'QUERY' : !MEDIA_TYPE.test(type)) headers['content-type'] = 'application/octet-stream';
    if (!request.is404 && !this.methods.isShadowed(decodedPath(request.url), request.method)) {
      done();
      return;
    }
    try {
      this.methods.answer(request, reply);
    } catch (error) {
      done(error as Error);
    }
  }

  /** Nest sets its exception filters after everything else is registered. */
  override setErrorHandler(handler: ErrorHandler): FastifyInstance {
    this.onError = handler;
    return this.getInstance();
  }

  /** Nest's own handler answers 404 to every request; the method table also answers OPTIONS and other methods. */
  override setNotFoundHandler(): ReturnType<FastifyAdapter['setNotFoundHandler']> {
    return this.getInstance().setNotFoundHandler((request, reply) => this.methods.answer(request, reply));
  }

  override beforeClose(): void {
    this.closing = true;
    super.beforeClose();
  }

  override async close(): Promise<void> {
    this.closing = true;
    const server = this.getInstance().server;
    const cut = setTimeout(() => {
      server.closeAllConnections();
    }, SHUTDOWN_GRACE_MS);
    await super.close();
    clearTimeout(cut);
  }
}
