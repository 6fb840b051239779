// What was sent to a mobile number, and the content of one message (contract section 3). Found by the index over mobile numbers; contents
// are read for what a page shows.
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { laneOf } from '../../queue/entry-ids.js';
import { read, statement } from '../../queue/statements.js';
import { SMS } from '../../messages/sms.js';
import { textFor } from '../../messages/merge-tags.js';
import type { Elements } from '../status/elements.js';
import { VoltmxStatusService } from '../status/status.service.js';

interface FetchedMessage {
  /** The SMS ID. */
  fetchId: string;
  content: string;
  status: string;
}

export interface Fetched {
  totalMessages: number;
  openedMessages: number;
  messages: FetchedMessage[];
  submittedMessages: number;
}

export const NOTHING_FETCHED: Fetched = { totalMessages: 0, openedMessages: 0, messages: [], submittedMessages: 0 };

const CONTENTS = statement<{ lane: number; module: string; tenant: string; entryIds: string[] }, ContentRow>('contents', import.meta.url);

@Injectable()
export class FetchService {
  constructor(
    @InjectDataSource() private readonly database: DataSource,
    private readonly status: VoltmxStatusService,
  ) {}

  /** Newest first; the counts are over all of the number's messages. */
  async fetch(tenant: string, mobile: string, elements: Elements): Promise<Fetched> {
    const { total, opened, submitted, messages } = await this.status.report(tenant, { mobile, ...elements });
    const contents = await this.contents(
      tenant,
      messages.map(({ smsId }) => smsId),
    );
    return {
      totalMessages: total,
      openedMessages: opened,
      // A request that left meanwhile has left.
      messages: messages.flatMap(({ smsId, status }) => {
        const content = contents.get(smsId);
        return content === undefined ? [] : [{ fetchId: smsId, content, status }];
      }),
      submittedMessages: submitted,
    };
  }

  /** Null where the tenant has no such message. */
  async content(tenant: string, smsId: string): Promise<string | null> {
    return (await this.contents(tenant, [smsId])).get(smsId) ?? null;
  }

  /** Of each message, as its recipient got it. */
  private async contents(tenant: string, smsIds: readonly string[]): Promise<Map<string, string>> {
    const perLane = [...Map.groupBy(smsIds, laneOf)].map(([lane, entryIds]) =>
      read(this.database, CONTENTS, { lane, module: SMS, tenant, entryIds }),
    );
    return new Map((await Promise.all(perLane)).flat().map((row) => [row.entry_id, textFor(row.payload, row.variables)]));
  }
}

interface ContentRow {
  entry_id: string;
  payload: string;
  variables: string | null;
}
