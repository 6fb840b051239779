// The messages to a mobile number, and the content of one message (contract section 3). The index over addresses finds the messages.
// Contents are read only for the messages of the page.
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { laneOf } from '../../queue/entry-ids.js';
import { read, statement } from '../../queue/statements.js';
import { SMS } from '../../messages/sms.js';
import { textFor } from '../../messages/merge-tags.js';
import { ApiError } from '../../http/api-error.js';
import { isId } from '../../requests/reading/request-id.js';
import { NO_SUCH_SMS } from '../sentences.js';
import type { FetchSelection } from './read-fetch-request.js';
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

const NOTHING_FETCHED: Fetched = { totalMessages: 0, openedMessages: 0, messages: [], submittedMessages: 0 };

const CONTENTS = statement<{ lane: number; module: string; tenant: string; entryIds: string[] }, ContentRow>('contents', import.meta.url);

@Injectable()
export class FetchService {
  constructor(
    @InjectDataSource() private readonly database: DataSource,
    private readonly status: VoltmxStatusService,
  ) {}

  /** The newest messages first. The counts cover all messages of the number. @param selection null = nothing is selected */
  async answer(tenant: string, selection: FetchSelection | null): Promise<Fetched> {
    if (selection === null) return NOTHING_FETCHED;
    const { total, opened, submitted, messages } = await this.status.report(tenant, selection);
    const contents = await this.contents(
      tenant,
      messages.map(({ smsId }) => smsId),
    );
    return {
      totalMessages: total,
      openedMessages: opened,
      // The retention may have deleted the request meanwhile.
      messages: messages.flatMap(({ smsId, status }) => {
        const content = contents.get(smsId);
        return content === undefined ? [] : [{ fetchId: smsId, content, status }];
      }),
      submittedMessages: submitted,
    };
  }

  /** @throws ApiError 400 if the tenant has no such message */
  async content(tenant: string, smsId: string): Promise<{ content: string }> {
    const content = isId(smsId) ? (await this.contents(tenant, [smsId])).get(smsId) : undefined;
    if (content === undefined) throw new ApiError(400, NO_SUCH_SMS);
    return { content };
  }

  /** The content of each message by SMS ID, merge tags replaced. */
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
