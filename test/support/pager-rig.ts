// A server with the pager module (examples/channel-pager) beside SMS, and a provider of each: what the tests of a foreign channel share.
import { PAGER_MODULE } from '../../examples/channel-pager/pager-module.js';
import { type Page, PAGER } from '../../examples/channel-pager/pages.js';
import { MODULES } from '../../src/modules.js';
import type { Answer, Message, Provider, Receipt } from '../../src/providers/provider.js';
import { eventually } from './client.js';
import { startServer, type TestServer } from './server.js';
import { Told } from './told-provider.js';

const ACCEPTED = ({ entryId }: Message<Page>): Answer => ({ kind: 'accepted', providerMessageId: entryId });

/** Serves pagers with the answers that a test asks for. */
export class PagerProvider implements Provider<Page> {
  readonly maxInFlight = 50;
  /** So fast that it is none, and yet a limit: what an operator sets holds from the next message on. */
  readonly ratePerSecond = 1_000_000;
  had: Message<Page>[] = [];
  says: (message: Message<Page>) => Answer | Promise<Answer> = ACCEPTED;
  tell: (receipt: Receipt) => Promise<void> = () => Promise.reject(new Error('nobody listens'));

  /** @param channels none: an account that no route names */
  constructor(
    readonly name: string,
    readonly channels: readonly string[],
  ) {}

  handOver(message: Message<Page>): Promise<Answer> {
    this.had.push(message);
    return Promise.resolve(this.says(message));
  }

  onReceipt(handler: (receipt: Receipt) => Promise<void>): void {
    this.tell = handler;
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  reset(): void {
    this.had = [];
    this.says = ACCEPTED;
  }
}

export interface Sums {
  waiting: number;
  submitted: number;
  rejected: number;
  in_doubt: number;
  delivered: number;
}

export const beds = (count: number): { address: string }[] =>
  Array.from({ length: count }, (_, i) => ({ address: `ward-${Math.floor(i / 500) + 1}/bed-${(i % 500) + 1}` }));

/** The owner of what the rig's client sends. */
export const OWNER = { module: PAGER, tenant: 'acme' };

export class PagerRig {
  private constructor(
    readonly server: TestServer,
    readonly pagers: PagerProvider,
    /** Another account, on no route. */
    readonly elsewhere: PagerProvider,
    readonly phones: Told,
  ) {}

  static async start(): Promise<PagerRig> {
    const [pagers, elsewhere, phones] = [new PagerProvider('PAGERS', ['page']), new PagerProvider('ELSEWHERE', []), new Told('PHONES')];
    const server = await startServer({}, { providers: [phones, pagers, elsewhere] }, [...MODULES, PAGER_MODULE]);
    return new PagerRig(server, pagers, elsewhere, phones);
  }

  reset(): void {
    this.pagers.reset();
    this.elsewhere.reset();
    this.phones.had.length = 0;
  }

  async send(body: object): Promise<string> {
    const { status, body: answer } = await this.server.client.ask<{ id: string }>('POST', '/api/v1/pages', body);
    if (status !== 201) throw new Error(`It was answered ${status}: ${JSON.stringify(answer)}`);
    return answer.id;
  }

  cancel(id: string): Promise<{ status: number; body: { cancelled: number; total: number } }> {
    return this.server.client.ask<{ cancelled: number; total: number }>('DELETE', `/api/v1/pages/${id}`);
  }

  async sums(id: string): Promise<Sums> {
    const { rows } = await this.server.sql.query<Sums>(
      `select sum(s.last - s.next_position + 1 + cardinality(s.retry_positions) + s.leased_count + cardinality(s.leased_retries))::int as waiting,
         sum(s.submitted)::int as submitted, sum(s.rejected)::int as rejected, sum(s.in_doubt)::int as in_doubt, sum(s.delivered)::int as delivered
       from queue_slice s where s.request_id = $1`,
      [id],
    );
    return rows[0] ?? { waiting: -1, submitted: 0, rejected: 0, in_doubt: 0, delivered: 0 };
  }

  become(id: string, holds: (sums: Sums) => boolean): Promise<Sums> {
    return eventually(() => this.sums(id), holds);
  }

  settled(id: string): Promise<Sums> {
    return this.become(id, ({ waiting }) => waiting === 0);
  }

  /** What was handed over of a request. */
  of(id: string): Message<Page>[] {
    return this.pagers.had.filter(({ requestId }) => requestId === id);
  }
}
