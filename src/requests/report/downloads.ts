// Limits the downloads at a time, of each caller and in total. The content is produced only as fast as the client reads. A download is cut
// off if the client stops reading, or if its credential is revoked.
import { Inject, Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Readable } from 'node:stream';
import type { Caller } from '../../auth/caller.js';
import { CredentialWatch } from '../../auth/credential-watch.js';
import { tooManyRequests } from '../../http/throttle.guard.js';
import { CONFIG, type Config } from '../../platform/config/config.js';
import { FairGate } from '../../platform/fair-gate.js';

/** The total limit is this number times the limit of one caller. */
const CALLERS = 4;
const RETRY_SECONDS = 5;

@Injectable()
export class Downloads {
  private readonly gate: FairGate;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly credentials: CredentialWatch,
  ) {
    const { DOWNLOADS: each } = config;
    this.gate = new FairGate({ places: CALLERS * each, each, waiting: 0 });
  }

  /** @param parts of the answer, each produced on demand. @throws ApiError 429 for too many downloads of the caller or in total */
  async begin(caller: Caller, reply: FastifyReply, parts: AsyncIterable<string>): Promise<Readable> {
    const leave = await this.gate.enter(`${caller.tenant}\n${caller.subject}`);
    if (leave === undefined) throw tooManyRequests(this.config.DOWNLOADS, RETRY_SECONDS);
    const { raw } = reply;
    const cut = (): void => {
      raw.destroy();
    };
    const unwatch = this.credentials.watch(caller, cut);
    raw.once('close', () => {
      unwatch();
      leave();
    });
    if (raw.destroyed) leave();
    return Readable.from(this.watched(parts, cut), { objectMode: false });
  }

  private async *watched(parts: AsyncIterable<string>, cut: () => void): AsyncGenerator<string> {
    for await (const part of parts) {
      const idle = setTimeout(cut, this.config.DOWNLOAD_IDLE_MS).unref();
      try {
        // Continues when the client has read the previous part.
        yield part;
      } finally {
        clearTimeout(idle);
      }
    }
  }
}
