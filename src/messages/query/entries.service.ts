// The queue entries of one request, in pages, the last position first.
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { laneOf } from '../../queue/entry-ids.js';
import type { Status } from '../../queue/states.js';
import { read, statement } from '../../queue/statements.js';
import { EntrySearchService } from './entry-search.service.js';
import type { EntryView } from './entry-view.js';
import type { Page } from './requests.service.js';

export interface EntriesFilter {
  status?: Status;
  cursor?: string;
  limit: number;
}

const IS_OWNED = statement<{ lane: number; requestId: string; tenant: string }, { id: string }>('is-owned', import.meta.url);

@Injectable()
export class EntriesService {
  constructor(
    @InjectDataSource() private readonly database: DataSource,
    private readonly search: EntrySearchService,
  ) {}

  /** Null where the tenant has no such request. */
  async page(tenant: string, requestId: string, filter: EntriesFilter): Promise<Page<EntryView> | null> {
    const page = await this.search.pageOfRequest({ ...filter, tenant, requestId });
    // Asked after the page: a request that leaves between them has left.
    return page.items.length === 0 && !(await this.owns(tenant, requestId)) ? null : page;
  }

  async owns(tenant: string, requestId: string): Promise<boolean> {
    const rows = await read(this.database, IS_OWNED, { lane: laneOf(requestId), requestId, tenant });
    return rows.length > 0;
  }
}
