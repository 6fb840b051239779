// Compresses textual answers if the client accepts gzip. Streamed answers (event streams, NDJSON, CSV) and small answers stay uncompressed;
// the console's session answers, which hold secrets, are small. Files that do not change are compressed once.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';

const LEAST_BYTES = 2_048;
const TEXT = /^(?:application\/(?:json|javascript|xml|problem\+json)|text\/(?:html|plain|css|javascript|xml)|image\/svg\+xml)\s*(?:;|$)/i;
/** The files of Swagger UI, which come as streams. */
const FILE = /^\/docs\/[\w.-]+\.(?:js|css)$/;
const MOST_FILES = 16;

const compress = promisify<string | Buffer, { level: number }, Buffer>(gzip);

/** @returns true if gzip is accepted with a weight above zero */
export function takesGzip(accepted: string | string[] | undefined): boolean {
  const weights = new Map(
    String(accepted ?? '')
      .toLowerCase()
      .split(',')
      .map((each): [string, number] => {
        const [coding = '', ...parameters] = each.split(';').map((part) => part.trim());
        return [coding, Number(parameters.find((part) => part.startsWith('q='))?.slice(2) ?? 1)];
      }),
  );
  return (weights.get('gzip') ?? weights.get('x-gzip') ?? weights.get('*') ?? 0) > 0;
}

function varies(reply: FastifyReply): void {
  const before = reply.getHeader('vary');
  const names = typeof before === 'string' ? before.split(',').map((name) => name.trim()) : [];
  if (names.some((name) => name === '*' || name.toLowerCase() === 'accept-encoding')) return;
  reply.header('vary', [...names, 'accept-encoding'].join(', '));
}

const isStream = (payload: unknown): payload is Readable => typeof (payload as Readable | null)?.pipe === 'function';

class Compression {
  private readonly files = new Map<string, Promise<Buffer>>();

  async of(request: FastifyRequest, reply: FastifyReply, payload: unknown): Promise<unknown> {
    if (reply.hasHeader('content-encoding') || !TEXT.test(String(reply.getHeader('content-type') ?? ''))) return payload;
    const [path = ''] = request.url.split('?', 1);
    if (isStream(payload)) return FILE.test(path) && reply.statusCode === 200 ? this.file(path, request, reply, payload) : payload;
    if (typeof payload !== 'string' && !Buffer.isBuffer(payload)) return payload;
    if (Buffer.byteLength(payload) < LEAST_BYTES) return payload;
    varies(reply);
    return takesGzip(request.headers['accept-encoding']) ? this.sent(reply, await compress(payload, { level: 6 })) : payload;
  }

  private async file(path: string, request: FastifyRequest, reply: FastifyReply, stream: Readable): Promise<unknown> {
    varies(reply);
    if (!takesGzip(request.headers['accept-encoding'])) return stream;
    const etag = String(reply.getHeader('etag') ?? '');
    const key = `${path}\n${etag}`;
    const [oldest] = this.files.keys();
    if (oldest !== undefined && this.files.size >= MOST_FILES && !this.files.has(key)) this.files.delete(oldest);
    const kept = this.files.get(key);
    if (kept !== undefined) stream.destroy();
    const bytes = kept ?? buffer(stream).then((whole) => compress(whole, { level: 9 }));
    this.files.set(key, bytes);
    // The compressed file differs in its bytes, so its ETag must be weak.
    if (etag !== '' && !etag.startsWith('W/')) reply.header('etag', `W/${etag}`);
    try {
      return this.sent(reply, await bytes);
    } catch (error) {
      this.files.delete(key);
      throw error;
    }
  }

  private sent(reply: FastifyReply, bytes: Buffer): Buffer {
    reply.header('content-encoding', 'gzip').removeHeader('content-length').removeHeader('accept-ranges');
    return bytes;
  }
}

export function compressAnswers(server: FastifyInstance): void {
  const compression = new Compression();
  server.addHook('onSend', (request, reply, payload) => compression.of(request, reply, payload));
}
