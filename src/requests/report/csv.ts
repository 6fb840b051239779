// A request's entries as CSV (RFC 4180): a page at a time, the next one only when the client has taken the one before.
import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Readable } from 'node:stream';
import type { Caller } from '../../auth/caller.js';
import { notFound } from '../../http/api-error.js';
import type { Status } from '../../queue/states.js';
import type { ModuleRequests } from '../module-requests.js';
import { EntriesService } from '../query/entries.service.js';
import { Downloads } from './downloads.js';

/** A page is 160 kB of text, which a download holds twice; 5,000 a page took a fifth less time, and held everything else up for it. */
const PAGE = 1_000;

/** What the file holds of an entry, as the module shows it. */
export interface CsvColumns<Entry> {
  names: readonly (keyof Entry & string)[];
  /** The column of an address that a spreadsheet may take for a formula, and that stays as it is. */
  asItIs?: keyof Entry & string;
}

export interface Download {
  caller: Caller;
  /** Of the request. */
  id: string;
  /** Undefined = all entries. */
  status: Status | undefined;
  request: FastifyRequest;
  reply: FastifyReply;
}

@Injectable()
export class CsvDownloads {
  constructor(
    private readonly entries: EntriesService,
    private readonly downloads: Downloads,
  ) {}

  /** @throws ApiError 404 where the tenant has no such request, 429 for too many downloads */
  async begin<Entry extends object>(
    of: ModuleRequests<object, Entry>,
    columns: CsvColumns<Entry>,
    { caller, id, status, request, reply }: Download,
  ): Promise<Readable> {
    if (!(await this.entries.owns(of, caller.tenant, id))) throw notFound();
    const parts = this.parts(of, columns, caller.tenant, id, status);
    const body = request.method === 'HEAD' ? Readable.from([]) : await this.downloads.begin(caller, reply, parts);
    reply.header('Content-Type', 'text/csv; charset=utf-8');
    reply.header('Content-Disposition', `attachment; filename="${of.module}-${id}.csv"`);
    return body;
  }

  /** Ends early where the request leaves meanwhile. */
  private async *parts<Entry extends object>(
    of: ModuleRequests<object, Entry>,
    { names, asItIs }: CsvColumns<Entry>,
    tenant: string,
    requestId: string,
    status: Status | undefined,
  ): AsyncGenerator<string> {
    const line = (entry: Entry): string => `${names.map((name) => cell(entry[name], name === asItIs)).join(',')}\r\n`;
    yield `${names.join(',')}\r\n`;
    for (let cursor: string | undefined; ;) {
      const page = await this.entries.find(of, tenant, requestId, { status, cursor, limit: PAGE });
      if (page === null) return;
      yield page.items.map(line).join('');
      if (page.next === null) return;
      cursor = page.next;
    }
  }
}

/** What a spreadsheet would take for a formula is made a text. */
function cell(value: unknown, isAsItIs: boolean): string {
  const text = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
  const safe = !isAsItIs && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
