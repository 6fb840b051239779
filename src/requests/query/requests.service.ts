// Reads the requests of a module: one request, or pages of requests, newest first. Counts come from the slices, so that the counts of a
// million entries cost as little as of one. Only Queue Full is counted over entries: the few entries that wait for a retry.
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { notFound } from '../../http/api-error.js';
import { Channels } from '../../queue/channels.js';
import { Waits } from '../../queue/control/waits.js';
import { laneOf } from '../../queue/entry-ids.js';
import { STATUSES } from '../../queue/states.js';
import { read, type Reader, statement } from '../../queue/statements.js';
import type { ModuleRequests } from '../module-requests.js';
import { lanesInUse } from './lanes.js';
import {
  type Counts,
  countsOf,
  type RequestFacts,
  requestFacts,
  type RequestRow,
  type State,
  waitingFor,
  type WaitingFor,
} from './request-facts.js';
import { EDGE, edgeOf, type EdgeParameters, type RangeParameters, rangeOf, type RequestRange } from './request-range.js';
import { gather, isRare, type Key, type Look, lookThrough, readKey, shareOf, writeKey } from './search.js';
import type { Sums } from './slice-sums.js';

export interface RequestsFilter extends RequestRange {
  state?: State;
  /** The address as stored in the entries. */
  address?: string;
  sender?: string;
  cursor?: string;
  limit: number;
}

export interface Page<T> {
  items: T[];
  next: string | null;
}

interface RequestsParameters extends RangeParameters, EdgeParameters {
  address: string | null;
  sender: string | null;
  state: State | null;
  most: number;
}

interface RequestParameters {
  lane: number;
  requestId: string;
  module: string;
  tenant: string;
}

export const REQUEST = statement<RequestParameters, RequestRow>('request', import.meta.url);
export const REQUESTS = statement<RequestsParameters, RequestRow>('requests', import.meta.url);
export const REQUESTS_OF_RARE = statement<RequestsParameters, RequestRow>('requests-of-rare', import.meta.url);
const COUNTS = statement<RangeParameters, Sums & { queue_full: number }>('counts-of-range', import.meta.url);

const NO_COUNTS = Object.fromEntries([...STATUSES, 'recalled'].map((name) => [name, 0])) as Counts;

@Injectable()
export class RequestsService {
  constructor(
    @InjectDataSource() private readonly database: DataSource,
    private readonly channels: Channels,
    private readonly waits: Waits,
  ) {}

  /** One request, in the form of the module. @throws ApiError 404 if the tenant has no such request */
  async one<Request extends object>(of: ModuleRequests<Request>, tenant: string, id: string): Promise<Request> {
    const facts = await this.find(of, tenant, id);
    if (facts === null) throw notFound();
    return of.request(facts);
  }

  /** @param on a transaction, to read its own changes. @returns null if the tenant has no such request of the module */
  async find({ module }: ModuleRequests, tenant: string, id: string, on: Reader = this.database): Promise<RequestFacts | null> {
    const [row] = await read(on, REQUEST, { lane: laneOf(id), requestId: id, module, tenant });
    return row === undefined ? null : this.factsOf(tenant, row);
  }

  /** A page of requests, in the form of the module. */
  async page<Request extends object>(of: ModuleRequests<Request>, filter: RequestsFilter): Promise<Page<Request>> {
    const { items, next } = await this.found(of, filter);
    return { items: items.map((facts) => of.request(facts)), next };
  }

  async found({ module }: ModuleRequests, filter: RequestsFilter): Promise<Page<RequestFacts>> {
    const from = readKey(filter.cursor);
    const lanes = await lanesInUse(this.database);
    const looks = await Promise.all(lanes.map((lane) => this.lookIn({ lane, module }, lanes.length, filter, from)));
    const { items, next } = gather(looks, filter.limit, keyOf);
    return { items: await Promise.all(items.map((row) => this.factsOf(filter.tenant, row))), next: writeKey(next) };
  }

  /** The counts over all requests of a range. */
  async counts({ module }: ModuleRequests, range: RequestRange): Promise<Counts> {
    const lanes = await lanesInUse(this.database);
    const perLane = await Promise.all(lanes.map((lane) => read(this.database, COUNTS, rangeOf({ lane, module }, range, undefined))));
    return perLane.flat().map(countsOf).reduce(add, NO_COUNTS);
  }

  /** The reasons for which the tenant's messages of the module wait. A lane that cannot be read is left out. */
  async waitingOf({ module }: ModuleRequests, tenant: string): Promise<{ items: WaitingFor[] }> {
    const lanes = await lanesInUse(this.database);
    const waits = await Promise.all(lanes.map((lane) => this.waits.ofTenant(lane, { module, tenant }).catch(() => [])));
    return { items: waitingFor(waits.flat()) };
  }

  private async factsOf(tenant: string, row: RequestRow): Promise<RequestFacts> {
    const waits = await this.waits.of(laneOf(row.id), tenant, row.waits_in);
    return requestFacts(row, this.channels, waitingFor([...waits.values()].flat()));
  }

  private async lookIn(
    place: { lane: number; module: string },
    lanes: number,
    filter: RequestsFilter,
    from: Key | undefined,
  ): Promise<Look<RequestRow>> {
    const { address, sender, state, limit } = filter;
    const isFew = address !== undefined && (await isRare(this.database, place.lane, address));
    return lookThrough({ from, enough: limit + 1, most: shareOf(lanes, limit + 1) }, async (start, size, enough) => {
      const range = rangeOf(place, filter, start);
      const [edge] = isFew ? [] : await read(this.database, EDGE, { ...range, further: size - 1 });
      const chosen = { address: address ?? null, sender: sender ?? null, state: state ?? null, most: enough };
      const items = await read(this.database, isFew ? REQUESTS_OF_RARE : REQUESTS, { ...range, ...edgeOf(edge), ...chosen });
      const full = items.length >= enough ? items.at(-1) : undefined;
      return { items, end: full === undefined ? (edge ?? null) : keyOf(full), cost: size };
    });
  }
}

const keyOf = ({ created_us, id }: RequestRow): Key => ({ us: created_us, id });

const add = (a: Counts, b: Counts): Counts =>
  Object.fromEntries(Object.entries(b).map(([name, count]) => [name, a[name as keyof Counts] + count])) as Counts;
