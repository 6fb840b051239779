// Watches the application key or the console user of a long answer, and reports a revocation. The database is read at intervals while
// answers are open. Tokens are not watched: a token names its own end, and cannot be revoked before.
import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { setTimeout as pause } from 'node:timers/promises';
import { AppKeysService } from './app-keys.service.js';
import type { Caller } from './caller.js';
import { ConsoleUsersService } from './console-users.service.js';
import { describeFailure } from '../http/failure.js';

const LOOK_MS = 2_000;
const KEY = /^key:(.*)$/s;
const USER = /^user:(.*)$/s;

interface Watched {
  /** The function to call when it is revoked. */
  ends: Set<() => void>;
  /** Its value at the first reading: a user of the same name may be created again. */
  known?: string;
}

@Injectable()
export class CredentialWatch implements OnModuleDestroy {
  private readonly logger = new Logger('Credentials');
  /** By subject. */
  private readonly watched = new Map<string, Watched>();
  private looking: AbortController | undefined;

  constructor(
    private readonly keys: AppKeysService,
    private readonly users: ConsoleUsersService,
  ) {}

  /**
   * @param end is called once, some seconds after the revocation at most
   * @returns the function that stops watching
   */
  watch({ subject, expiresAt }: Caller, end: () => void): () => void {
    // The subject of a token may have any form, also that of a key.
    if (expiresAt !== undefined) return () => undefined;
    const watched = this.watched.get(subject) ?? { ends: new Set() };
    this.watched.set(subject, watched);
    watched.ends.add(end);
    if (this.looking === undefined) void this.look((this.looking = new AbortController()));
    return () => {
      watched.ends.delete(end);
      if (watched.ends.size > 0 || this.watched.get(subject) !== watched) return;
      this.watched.delete(subject);
      if (this.watched.size === 0) this.stop();
    };
  }

  onModuleDestroy(): void {
    this.stop();
  }

  private stop(): void {
    this.looking?.abort();
    this.looking = undefined;
  }

  private async look({ signal }: AbortController): Promise<void> {
    while (!signal.aborted) {
      await this.lookOnce().catch((error: unknown) => {
        if (!signal.aborted) this.logger.warn(`Keys and users could not be looked at: ${describeFailure(error).summary}`);
      });
      await pause(LOOK_MS, undefined, { signal, ref: false }).catch(() => undefined);
    }
  }

  private async lookOnce(): Promise<void> {
    const asked = [...this.watched];
    const named = (form: RegExp): string[] => asked.flatMap(([subject]) => form.exec(subject)?.[1] ?? []);
    const [keys, users] = await Promise.all([this.keys.stillValid(named(KEY)), this.users.stillValid(named(USER))]);
    for (const [subject, watched] of asked) {
      const [, key] = KEY.exec(subject) ?? [];
      const now = key === undefined ? users.get(USER.exec(subject)?.[1] ?? '') : keys.get(key);
      watched.known ??= now;
      if (now !== undefined && now === watched.known) continue;
      if (this.watched.get(subject) === watched) this.watched.delete(subject);
      for (const end of [...watched.ends]) end();
    }
    if (this.watched.size === 0) this.stop();
  }
}
