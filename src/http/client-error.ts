// Answers connections that never become a request: headers too large, a request that does not arrive in time, bytes that are not HTTP, a
// tunnel. The answer is written to the bare socket in the contract's shape, and the connection closes.
import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { answerFormOf } from './answer-form.js';

/** Node notes the current answer on the socket; its own handler of these errors looks there too. */
interface HttpSocket extends Socket {
  _httpMessage?: ServerResponse | null;
}

const ANSWERS: Readonly<Record<string, readonly [string, string]>> = {
  HPE_HEADER_OVERFLOW: ['431 Request Header Fields Too Large', 'Request headers are too large'],
  EXPECTATION: ['417 Expectation Failed', 'Invalid Request'],
  ERR_HTTP_REQUEST_TIMEOUT: ['408 Request Timeout', 'Request timed out'],
};

export function answerClientError(error: { code?: string }, socket: HttpSocket): void {
  const pending = socket._httpMessage;
  // A disconnected client gets no answer; an answer that has begun must not be followed by another.
  if (error.code === 'ECONNRESET' || !socket.writable || pending?.headersSent === true) {
    socket.destroy();
    return;
  }
  const [status, message] = ANSWERS[error.code ?? ''] ?? ['400 Bad Request', 'Invalid Request'];
  const form = answerFormOf(pending?.req);
  const body = form.write(Number.parseInt(status), { id: '', message });
  const head = [
    `HTTP/1.1 ${status}`,
    `Content-Type: ${form.contentType}`,
    `Content-Length: ${Buffer.byteLength(body)}`,
    `X-Request-Id: ${typeof pending?.req.id === 'string' ? pending.req.id : randomUUID()}`,
    'Connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`, () => socket.destroy());
}
