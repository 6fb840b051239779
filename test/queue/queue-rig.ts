// The queue's own classes over a database of the test's, without the rest of the server.
import pg from 'pg';
import { CHANNELS } from '../support/channels.js';
import { TEXT, VOICE } from '../../src/messages/sms.js';
import { Schedules } from '../../src/queue/control/schedules.js';
import { Cancels } from '../../src/queue/control/cancels.js';
import { Decisions } from '../../src/queue/control/decisions.js';
import { DispatchQueue, type Source } from '../../src/queue/lease/dispatch-queue.js';
import { InDoubtEntries } from '../../src/queue/reconcile/in-doubt-entries.js';
import { LaneDirectory } from '../../src/queue/lanes/lane-directory.js';
import { CancelPool, DispatchPool } from '../../src/queue/pools.js';
import { Receipts } from '../../src/queue/reconcile/receipts.js';
import { requestIdOf } from '../../src/queue/entry-ids.js';
import { texts } from '../../src/queue/sql-arrays.js';
import { run } from '../../src/queue/statements.js';
import { ENTRIES, SLICES } from '../../src/queue/enqueue/enqueue.js';
import type { Config } from '../../src/platform/config/config.js';
import { loadServerConfig, type ServerSettingName } from '../../src/modules.js';
import { cloneDatabase } from '../support/database.js';

export const TENANT = 'acme';
export const OWNER = { module: 'sms', tenant: TENANT };

/** Every class of the tenant, the urgent first. */
export const sourcesOf = (slices: number, tenant = TENANT): Source[] =>
  [0, 1, 2, 3].map((each) => ({ class: each, tenant, level: each, slices }));

export interface NewRequest {
  lane?: number;
  recipients: number;
  sliceSize?: number;
  queue?: string;
  class?: number;
  voiceOnFailure?: boolean;
  startsAt?: Date;
  expiresAt?: Date;
}

export class QueueRig {
  private sequence = 1_000n;
  readonly decisions = new Decisions();

  private constructor(
    readonly url: string,
    readonly config: Config,
    readonly pool: pg.Pool,
    readonly queue: DispatchQueue,
    readonly cancels: Cancels,
    readonly scheduleChanges: Schedules,
    readonly receipts: Receipts,
    readonly inDoubtEntries: InDoubtEntries,
    readonly close: () => Promise<void>,
  ) {}

  static async start(settings: Partial<Record<ServerSettingName, string>> = {}): Promise<QueueRig> {
    const database = await cloneDatabase();
    const config = loadServerConfig({ DATABASE_URL: database.url, DISPATCH_POOL: '8', ...settings });
    const dispatch = new DispatchPool(config);
    const cancel = new CancelPool(config);
    const pool = new pg.Pool({ connectionString: database.url, max: 2 });
    const close = async (): Promise<void> => {
      await Promise.all([dispatch.onApplicationShutdown(), cancel.onApplicationShutdown(), pool.end()]);
      await database.close();
    };
    return new QueueRig(
      database.url,
      config,
      pool,
      new DispatchQueue(dispatch, config, CHANNELS),
      new Cancels(cancel),
      new Schedules(cancel),
      new Receipts(dispatch),
      new InDoubtEntries(dispatch, new LaneDirectory(dispatch, config), CHANNELS),
      close,
    );
  }

  async enqueue({ lane = 0, recipients, sliceSize = 500, queue = 'text', voiceOnFailure = false, ...rest }: NewRequest): Promise<bigint> {
    const id = requestIdOf(lane, ++this.sequence);
    const { startsAt = null, expiresAt = null } = rest;
    const addresses = Array.from({ length: recipients }, (_, i) => `+1202555${String(i).padStart(4, '0')}`);
    await this.pool.query('insert into queue_lane (lane, next_sequence) values ($1, 1) on conflict do nothing', [lane]);
    const client = await this.pool.connect();
    try {
      await client.query('begin');
      await client.query(
        `insert into request (lane, id, module, tenant, submitted_by, channel, payload, priority, fallback, recipient_count, starts_at, expires_at)
         values ($1, $2, 'sms', $3, 'tester', 1, 'hello', false, $4, $5, coalesce($6, now()), $7)`,
        [lane, id.toString(), TENANT, voiceOnFailure ? VOICE.code : null, recipients, startsAt, expiresAt],
      );
      await run(client, ENTRIES, { lane, idBefore: id.toString(), channel: TEXT.code, addresses: texts(addresses), variables: null });
      await run(client, SLICES, {
        ...{ lane, requestId: id.toString(), tenant: TENANT, class: rest.class ?? 2, startsAt, expiresAt },
        ...{ sliceSize, lastPositions: [recipients], queues: [queue] },
      });
      await client.query('commit');
    } finally {
      client.release();
    }
    return id;
  }
}
