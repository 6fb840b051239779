// The messages that the simulated provider accepted, as a real provider would know them: an append-only NDJSON file outside the server's
// transactions. A line is in the file before the provider answers, so it survives if the server dies at that moment.
import { appendFile, close, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { StartupError } from '../../platform/config/config.js';
import type { Message } from '../provider.js';

const append = promisify(appendFile);
const closeFile = promisify(close);

interface Waiting {
  line: string;
  written: () => void;
  failed: (error: unknown) => void;
}

export class Ledger {
  private file: number | undefined;
  private waiting: Waiting[] = [];
  private writing: Promise<void> | undefined;

  constructor(private readonly path: string) {}

  /** Opens the file for append, so that several processes may share it. @throws StartupError if it cannot be opened */
  open(): number {
    const { path } = this;
    try {
      if (this.file === undefined) mkdirSync(dirname(path), { recursive: true });
      return (this.file ??= openSync(path, 'a', 0o600));
    } catch {
      throw new StartupError(`The simulator ledger ${path} can't be written. Correct SIMULATOR_LEDGER or its permissions and start again.`);
    }
  }

  /** Resolves when the line is in the file. Lines that come meanwhile are written together. */
  write({ entryId, requestId, address, channel, attempt }: Message<string>): Promise<void> {
    const line = `${JSON.stringify({ entryId, requestId, address, channel, at: new Date().toISOString(), attempt })}\n`;
    return new Promise((written, failed) => {
      this.waiting.push({ line, written, failed });
      this.writing ??= this.flush().finally(() => {
        this.writing = undefined;
      });
    });
  }

  async close(): Promise<void> {
    await this.writing;
    if (this.file !== undefined) await closeFile(this.file);
  }

  private async flush(): Promise<void> {
    while (this.waiting.length > 0) {
      const batch = this.waiting;
      this.waiting = [];
      try {
        await append(this.open(), batch.map(({ line }) => line).join(''));
        for (const { written } of batch) written();
      } catch (error) {
        for (const { failed } of batch) failed(error);
      }
    }
  }
}
