// The queue entries of one request, in pages, the last position first.
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { laneOf } from '../../queue/sms-ids.js';
import type { Status } from '../../queue/states.js';
import { readCursor, writeCursor } from './cursor.js';
import { ENTRY_COLUMNS, type EntryRow, type EntryView, viewOf } from './entry-view.js';
import type { Page } from './requests.service.js';
import { ENTRY_STATUS, SLICE_OF_ENTRY } from './standing.sql.js';

export interface EntriesFilter {
  status?: Status;
  cursor?: string;
  limit: number;
}

const PAGE = `select ${ENTRY_COLUMNS}, ${ENTRY_STATUS} as status
  from sms_request r
  join sms_queue_entry e on e.lane = $1 and e.sms_id > r.id and e.sms_id < least(r.id + 1048576, $4::bigint)
  join ${SLICE_OF_ENTRY}
  where r.lane = $1 and r.id = $2 and r.tenant = $3 and ($5::text is null or ${ENTRY_STATUS} = $5)
  order by e.sms_id desc
  limit $6`;
const OWNED = 'select from sms_request r where r.lane = $1 and r.id = $2 and r.tenant = $3';
const NO_BOUND = (2n ** 63n - 1n).toString();

@Injectable()
export class EntriesService {
  constructor(@InjectDataSource() private readonly database: DataSource) {}

  /** Null where the tenant has no such request. */
  async page(tenant: string, requestId: string, { status, cursor, limit }: EntriesFilter): Promise<Page<EntryView> | null> {
    const [after = '0'] = cursor === undefined ? [] : readCursor(cursor, 1);
    const lane = laneOf(requestId);
    const before = cursor === undefined ? NO_BOUND : (BigInt(requestId) + BigInt(after)).toString();
    const rows: EntryRow[] = await this.database.query(PAGE, [lane, requestId, tenant, before, status ?? null, limit + 1]);
    // Asked after the page: a request that leaves between them has left.
    if (rows.length === 0 && (await this.owned(lane, requestId, tenant)) === 0) return null;
    const last = rows.length > limit ? rows[limit - 1] : undefined;
    const next = last === undefined ? null : writeCursor((BigInt(last.sms_id) - BigInt(requestId)).toString());
    return { items: rows.slice(0, limit).map(viewOf), next };
  }

  private async owned(lane: number, requestId: string, tenant: string): Promise<number> {
    const rows: unknown[] = await this.database.query(OWNED, [lane, requestId, tenant]);
    return rows.length;
  }
}
