// Downloads: so many at once for each caller and in all, each no further ahead than its client reads. One whose client stops reading, or
// whose key is revoked, is cut off.
import { Inject, Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Readable } from 'node:stream';
import type { Caller } from '../../auth/caller.js';
import { CredentialWatch } from '../../auth/credential-watch.js';
import { tooManyRequests } from '../../http/throttle.guard.js';
import { CONFIG, type Config } from '../../platform/config/config.js';
import { FairGate } from '../../platform/fair-gate.js';

/** Callers that may have all of theirs at once. */
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

  /** @param parts of the answer, each made when it is wanted. @throws ApiError 429 where the caller has, or all have, too many */
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
        // Comes back when the client has taken it.
        yield part;
      } finally {
        clearTimeout(idle);
      }
    }
  }
}
