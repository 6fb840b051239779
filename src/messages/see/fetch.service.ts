// What was sent to a mobile number, and the content of one message (contract section 3). Found by the index over mobile numbers; contents
// are read for what a page shows, each once a request.
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { laneOf, requestOf } from '../../queue/sms-ids.js';
import type { Elements } from './family-page.js';
import { FamilyStatusService } from './family-status.service.js';

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

const CONTENTS = 'select r.id, r.content from sms_request r where r.lane = $1 and r.tenant = $2 and r.id = any ($3::bigint[])';
const CONTENT = `select r.content
  from sms_queue_entry e join sms_request r on r.lane = $1 and r.id = $3
  where e.lane = $1 and e.sms_id = $2 and r.tenant = $4`;

@Injectable()
export class FetchService {
  constructor(
    @InjectDataSource() private readonly database: DataSource,
    private readonly status: FamilyStatusService,
  ) {}

  /** Newest first; the counts are over all of the number's messages. */
  async fetch(tenant: string, mobile: string, elements: Elements): Promise<Fetched> {
    const { total, opened, submitted, messages } = await this.status.report(tenant, { mobile, ...elements });
    const contents = await this.contents(tenant, new Set(messages.map(({ requestId }) => requestId)));
    return {
      totalMessages: total,
      openedMessages: opened,
      // A request that left meanwhile has left.
      messages: messages.flatMap(({ smsId, requestId, status }) => {
        const content = contents.get(requestId);
        return content === undefined ? [] : [{ fetchId: smsId, content, status }];
      }),
      submittedMessages: submitted,
    };
  }

  /** Null where the tenant has no such message. */
  async content(tenant: string, smsId: string): Promise<string | null> {
    const rows: { content: string }[] = await this.database.query(CONTENT, [laneOf(smsId), smsId, requestOf(smsId), tenant]);
    return rows[0]?.content ?? null;
  }

  private async contents(tenant: string, requestIds: ReadonlySet<string>): Promise<Map<string, string>> {
    const perLane = [...Map.groupBy(requestIds, laneOf)].map(([lane, ids]): Promise<{ id: string; content: string }[]> =>
      this.database.query(CONTENTS, [lane, tenant, ids]),
    );
    return new Map((await Promise.all(perLane)).flat().map(({ id, content }) => [id, content]));
  }
}
