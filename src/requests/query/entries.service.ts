// Pages of the queue entries of one request, the last position first.
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { notFound } from '../../http/api-error.js';
import { laneOf } from '../../queue/entry-ids.js';
import type { Status } from '../../queue/states.js';
import { read, statement } from '../../queue/statements.js';
import { EntrySearchService } from './entry-search.service.js';
import type { ModuleRequests } from '../module-requests.js';
import type { Page } from './requests.service.js';

export interface EntriesFilter {
  status?: Status;
  cursor?: string;
  limit: number;
}

interface OwnedParameters {
  lane: number;
  requestId: string;
  module: string;
  tenant: string;
}

const IS_OWNED = statement<OwnedParameters, { id: string }>('is-owned', import.meta.url);

@Injectable()
export class EntriesService {
  constructor(
    @InjectDataSource() private readonly database: DataSource,
    private readonly search: EntrySearchService,
  ) {}

  /** @throws ApiError 404 if the tenant has no such request */
  async page<Entry extends object>(
    of: ModuleRequests<object, Entry>,
    tenant: string,
    requestId: string,
    filter: EntriesFilter,
  ): Promise<Page<Entry>> {
    const page = await this.find(of, tenant, requestId, filter);
    if (page === null) throw notFound();
    return page;
  }

  /** @returns null if the tenant has no such request of the module */
  async find<Entry extends object>(
    of: ModuleRequests<object, Entry>,
    tenant: string,
    requestId: string,
    filter: EntriesFilter,
  ): Promise<Page<Entry> | null> {
    const page = await this.search.pageOfRequest(of, { ...filter, tenant, requestId });
    // Checked after the page is read: if the retention deletes the request in between, the answer is 404, not a partial page.
    return page.items.length === 0 && !(await this.owns(of, tenant, requestId)) ? null : page;
  }

  async owns({ module }: ModuleRequests, tenant: string, requestId: string): Promise<boolean> {
    const rows = await read(this.database, IS_OWNED, { lane: laneOf(requestId), requestId, module, tenant });
    return rows.length > 0;
  }
}
