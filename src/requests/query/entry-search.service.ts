// Searches the entries of all requests of a module and tenant, newest first: by submitter, time, address and status, or within one request.
// A status is derived, so it has no index. The counters of a slice show if the slice can hold the status; only those slices are read.
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { Channels } from '../../queue/channels.js';
import { laneOf, positionOf, requestOf } from '../../queue/entry-ids.js';
import type { Status } from '../../queue/states.js';
import { read, statement } from '../../queue/statements.js';
import { Waits } from '../../queue/control/waits.js';
import type { ModuleRequests } from '../module-requests.js';
import { entryFacts, type FoundEntryFacts, foundEntryFacts, type FoundRow } from './entry-facts.js';
import { waitsOf } from './entry-waits.js';
import { type Source, type Span, spans } from './entry-spans.js';
import { lanesInUse } from './lanes.js';
import { EDGE, edgeOf, rangeOf, type RequestRange } from './request-range.js';
import type { Page } from './requests.service.js';
import { type Found, gather, isRare, type Key, type Look, lookThrough, readKey, shareOf, type Step, writeKey } from './search.js';

export interface EntrySearch extends RequestRange {
  requestId?: string;
  entryId?: string;
  /** The address as stored in the entries. */
  address?: string;
  status?: Status;
  cursor?: string;
  limit: number;
}

export interface EntriesFound<Entry> extends Page<Entry> {
  /** The search has covered all requests submitted after this time. Null = all requests. */
  searchedTo: string | null;
}

/** The entries that one step may read if only some of them match. Measured: 50,000 entries cost PostgreSQL 25 ms. */
const MOST_ENTRIES = 50_000;
const MOST_SPANS = 1_000;
/** The cost of reading an entry, relative to the cost of reading a request. */
const ENTRY_COST = 0.1;

/** The range of one step. */
interface Place {
  lane: number;
  module: string;
}

interface SpanEntriesParameters {
  lane: number;
  requestIds: string[];
  firsts: number[];
  lows: number[];
  highs: number[];
  status: Status | null;
  most: number;
}

const ENTRIES = statement<SpanEntriesParameters, FoundRow>('entries-of-spans', import.meta.url);

@Injectable()
export class EntrySearchService {
  constructor(
    @InjectDataSource() private readonly database: DataSource,
    private readonly channels: Channels,
    private readonly waits: Waits,
  ) {}

  /** @param shown makes the form of an entry in the answer */
  async page<Entry>(of: ModuleRequests, search: EntrySearch, shown: (facts: FoundEntryFacts) => Entry): Promise<EntriesFound<Entry>> {
    const { items, next } = await this.find(of, search);
    const waitOf = await waitsOf(this.waits, search.tenant, items);
    const searchedTo = next === null ? null : new Date(Math.floor(Number(next.us) / 1_000)).toISOString();
    const facts = items.map((row) => foundEntryFacts(row, this.channels, waitOf(row), of.sentTo));
    return { items: facts.map(shown), next: writeKey(next), searchedTo };
  }

  /** A full page of the entries of one request. The work for it is not bounded. */
  async pageOfRequest<Entry extends object>(
    of: ModuleRequests<object, Entry>,
    search: EntrySearch & { requestId: string },
  ): Promise<Page<Entry>> {
    const { items, next } = await this.find(of, search, Number.POSITIVE_INFINITY);
    const waitOf = await waitsOf(this.waits, search.tenant, items);
    return { items: items.map((row) => of.entry(entryFacts(row, this.channels, waitOf(row), of.sentTo))), next: writeKey(next) };
  }

  private async find({ module }: ModuleRequests, given: EntrySearch, most?: number): Promise<Found<FoundRow>> {
    const search = { ...given, requestId: given.requestId ?? (given.entryId === undefined ? undefined : requestOf(given.entryId)) };
    const { requestId, entryId, limit } = search;
    if (entryId !== undefined && requestOf(entryId) !== requestId) return { items: [], next: null };
    const from = readKey(search.cursor);
    const enough = limit + 1;
    const lanes = requestId === undefined ? await lanesInUse(this.database) : [laneOf(requestId)];
    const share = most ?? shareOf(lanes.length, enough);
    const looks = await Promise.all(lanes.map((lane) => this.lookIn({ lane, module }, search, { from, enough, most: share })));
    return gather(looks, limit, ({ created_us, entry_id }) => ({ us: created_us, id: entry_id }));
  }

  private async lookIn(
    place: Place,
    search: EntrySearch,
    how: { from: Key | undefined; enough: number; most: number },
  ): Promise<Look<FoundRow>> {
    const { address, requestId } = search;
    const isFew = address !== undefined && (await isRare(this.database, place.lane, address));
    const source = address === undefined ? 'requests' : isFew ? 'entries of a rare address' : 'requests with an address';
    const isWalk = requestId === undefined && !isFew;
    return lookThrough(how, (start, size, enough) => this.step(place, { ...search, source, isWalk }, start, size, enough));
  }

  private async step(
    place: Place,
    search: EntrySearch & { source: Source; isWalk: boolean },
    start: Key | undefined,
    size: number,
    enough: number,
  ): Promise<Step<FoundRow>> {
    const { requestId, entryId, address, status, source, isWalk } = search;
    const range = rangeOf(place, search, start);
    const [edge] = isWalk ? await read(this.database, EDGE, { ...range, further: size - 1 }) : [];
    const most = status === undefined ? enough : MOST_SPANS;
    const found = await read(this.database, spans(source, status), {
      ...range,
      ...edgeOf(edge),
      mostRequests: size,
      mostSpans: most,
      requestId: requestId ?? null,
      position: entryId === undefined ? null : positionOf(entryId),
      address: address ?? null,
    });
    const chosen = choose(found, enough, status);
    const items = await this.entries(place.lane, chosen, status, enough);
    const whole = chosen.length === found.length && found.length < most;
    const last = chosen.at(-1);
    const walked =
      whole || last === undefined ? (edge ?? null) : { us: last.us, id: (BigInt(last.request_id) + BigInt(last.low)).toString() };
    const full = items.length >= enough ? items.at(-1) : undefined;
    const entriesRead = chosen.reduce((sum, span) => sum + span.high - span.low + 1, 0);
    return {
      items,
      end: full === undefined ? walked : { us: full.created_us, id: full.entry_id },
      cost: size + (status === undefined ? 0 : entriesRead * ENTRY_COST),
    };
  }

  private entries(lane: number, chosen: readonly Span[], status: Status | undefined, enough: number): Promise<FoundRow[]> | FoundRow[] {
    if (chosen.length === 0) return [];
    return read(this.database, ENTRIES, {
      lane,
      requestIds: chosen.map((span) => span.request_id),
      firsts: chosen.map((span) => span.first),
      lows: chosen.map((span) => span.low),
      highs: chosen.map((span) => span.high),
      status: status ?? null,
      most: enough,
    });
  }
}

/** The first spans that certainly hold enough entries, within the limit of the read, and at least one span. */
function choose(found: readonly Span[], enough: number, status: Status | undefined): Span[] {
  const chosen: Span[] = [];
  let [certain, entries] = [0, 0];
  for (const span of found) {
    const size = span.high - span.low + 1;
    if (certain >= enough || (entries > 0 && status !== undefined && entries + size > MOST_ENTRIES)) break;
    chosen.push(span);
    certain += status === undefined ? size : span.certain;
    entries += size;
  }
  return chosen;
}
