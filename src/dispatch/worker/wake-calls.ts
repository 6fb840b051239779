// Receives wake calls by NOTIFY: entries are due at once, or an operator has changed a setting. They only wake a worker early: the worker
// also reads every POLL_MS, so a lost connection costs no more than that.
import { Injectable, Logger } from '@nestjs/common';
import { setTimeout as pause } from 'node:timers/promises';
import { DispatchPool } from '../../queue/pools.js';

const RECONNECT_MS = 1_000;

@Injectable()
export class WakeCalls {
  private readonly logger = new Logger('WakeCalls');

  constructor(private readonly pools: DispatchPool) {}

  /** Resolves after a stop. */
  async listen(stopping: AbortSignal, onCall: (call: string) => void): Promise<void> {
    while (!stopping.aborted) {
      await this.session(stopping, onCall).catch(() => {
        this.logger.debug('No connection for wake calls');
      });
      await pause(RECONNECT_MS, undefined, { signal: stopping }).catch(() => undefined);
    }
  }

  private async session(stopping: AbortSignal, onCall: (call: string) => void): Promise<void> {
    const client = await this.pools.pool.connect();
    try {
      const over = new Promise<void>((resolve) => {
        client.on('error', () => {
          resolve();
        });
        client.on('end', () => {
          resolve();
        });
        if (stopping.aborted) resolve();
        else
          stopping.addEventListener('abort', () => {
            resolve();
          });
      });
      client.on('notification', ({ payload = '' }) => {
        onCall(payload);
      });
      await client.query('listen queue_due');
      await over;
    } finally {
      client.release(true);
    }
  }
}
