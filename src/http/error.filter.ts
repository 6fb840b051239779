// Turns every error into an answer, in the contract's shape. An unexpected error is a 500 with the documented text and one line in the log.
import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException, Logger } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { once } from 'node:events';
import { Readable } from 'node:stream';
import type { IncomingMessage } from 'node:http';
import { answerFormOf } from './answer-form.js';
import { ApiError } from './api-error.js';
import { databaseIsAway, describeFailure } from './failure.js';
import type { EdgeRequest } from './request-target.js';
import { INVALID_REQUEST, SERVER_FAILURE, TOO_LARGE, UNSUPPORTED } from './sentences.js';

const TEXTS: Readonly<Record<number, string>> = {
  401: 'Unauthorized request',
  403: 'Forbidden',
  404: 'Not found',
  408: 'Request timed out',
  413: TOO_LARGE,
  415: UNSUPPORTED,
  429: 'Too many requests',
  431: 'Request headers are too large',
};
/** How long the rest of a refused body is read and dropped, so that the client gets the answer instead of a reset connection. */
const LINGER_MS = 1_000;

interface Answer {
  status: number;
  body: object;
  headers: Readonly<Record<string, string>>;
}

async function* sayThenLinger(text: string, raw: IncomingMessage): AsyncGenerator<string> {
  yield text;
  raw.resume();
  if (!raw.readableEnded) await once(raw, 'close', { signal: AbortSignal.timeout(LINGER_MS) }).catch(() => undefined);
}

@Catch()
export class ErrorFilter implements ExceptionFilter {
  private readonly logger = new Logger('Gateway');

  constructor(private readonly host: HttpAdapterHost) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const response = http.getResponse<object>();
    const adapter = this.host.httpAdapter;
    const { status, body, headers } = this.answerTo(error);
    if (adapter.isHeadersSent(response)) return;
    const request = http.getRequest<{ raw?: EdgeRequest }>();
    const form = answerFormOf(request.raw);
    const text = form.write(status, body);
    for (const [name, value] of Object.entries(headers)) adapter.setHeader(response, name, value);
    adapter.setHeader(response, 'Content-Type', form.contentType);
    if (status === 413 && request.raw !== undefined) {
      adapter.setHeader(response, 'Connection', 'close');
      adapter.setHeader(response, 'Content-Length', String(Buffer.byteLength(text)));
      adapter.reply(response, Readable.from(sayThenLinger(text, request.raw), { objectMode: false }), status);
    } else adapter.reply(response, text, status);
  }

  private answerTo(error: unknown): Answer {
    if (error instanceof ApiError) {
      const { status, message, errors, headers } = error;
      return { status, body: { id: '', message, ...(errors && { errors }) }, headers: headers ?? {} };
    }
    if (error instanceof HttpException && error.getStatus() < 500) {
      const status = error.getStatus();
      return { status, body: { id: '', message: TEXTS[status] ?? INVALID_REQUEST }, headers: {} };
    }
    // Readiness: terminus throws its report as a 503.
    if (error instanceof HttpException && error.getStatus() === 503) {
      const report = error.getResponse() as { error?: object };
      const message = report.error === undefined ? SERVER_FAILURE : `Not ready: ${Object.keys(report.error).join(', ')}`;
      return { status: 503, body: { id: '', message, ...(report.error && report) }, headers: {} };
    }
    const { summary, stack } = describeFailure(error);
    this.logger.error(summary, stack);
    return { status: 500, body: { id: '', message: SERVER_FAILURE }, headers: databaseIsAway(error) ? { 'Retry-After': '1' } : {} };
  }
}
