// Inbound messages that a client reports or reads. A client sees only the messages of its tenant.
import { Inject, Injectable, Logger } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import type { Caller } from '../../auth/caller.js';
import { tooManyRequests } from '../../http/throttle.guard.js';
import { CONFIG } from '../../platform/config/config.js';
import type { SmsConfig } from '../../messages/settings.js';
import { FairGate } from '../../platform/fair-gate.js';
import { InboundMessages } from '../../messages/opt-outs/inbound-messages.js';
import { laneOf } from '../../queue/entry-ids.js';
import { read, statement } from '../../queue/statements.js';
import { ApiError } from '../../http/api-error.js';
import { INBOUND_QUEUED, NO_DATA } from '../sentences.js';
import type { readInbound } from './inbound.dto.js';

/** The reports of one tenant that may wait for a connection. */
const WAITING = 64;
const RETRY_SECONDS = 1;

interface InboundRow {
  id: string;
  sent_from: string;
  sent_to: string;
  content: string;
  keyword: string | null;
  ignored_keyword: string | null;
  received_at: Date;
}

const MESSAGE = statement<{ lane: number; id: string; tenant: string }, InboundRow>('inbound-message', import.meta.url);

@Injectable()
export class InboundService {
  private readonly logger = new Logger('Inbound');
  private readonly gate: FairGate;

  constructor(
    private readonly messages: InboundMessages,
    @InjectDataSource() private readonly database: DataSource,
    @Inject(CONFIG) config: SmsConfig,
  ) {
    // Leaves some connections for the callbacks of providers, and for other tenants.
    const { INTAKE_POOL } = config;
    this.gate = new FairGate({ places: Math.max(1, INTAKE_POOL - 1), each: Math.max(1, INTAKE_POOL >> 1), waiting: WAITING });
  }

  /**
   * Stores a reported message. When it resolves, the message is durable. A repeated report of the same caller gets the same ID.
   * @throws ApiError 429 if too many reports of the tenant wait
   */
  async report({ tenant, subject }: Caller, inbound: ReturnType<typeof readInbound>): Promise<{ id: string; message: string }> {
    const { phoneNumber, smsText, senderMessageId, smsSentTo } = inbound;
    const leave = await this.gate.enter(tenant);
    if (leave === undefined) throw tooManyRequests(WAITING, RETRY_SECONDS);
    const { id, keyword } = await this.messages
      .store({
        // Unique for each caller, and never the name of a provider.
        provider: JSON.stringify([tenant, subject]),
        providerMessageId: senderMessageId,
        ...{ from: phoneNumber, to: smsSentTo, content: smsText, tenant },
      })
      .finally(leave);
    if (keyword !== undefined) this.logger.log(`A client reported that a person asked to ${keyword.wish} (${keyword.word})`);
    return { id, message: INBOUND_QUEUED };
  }

  /** The record of a message, in the form of the Volt MX API. @throws ApiError 400 if the tenant has no such message */
  async status(tenant: string, id: string): Promise<Record<string, string>> {
    const [row] = await read(this.database, MESSAGE, { lane: laneOf(id), id, tenant });
    if (row === undefined) throw new ApiError(400, NO_DATA);
    return voltmxRecord(row);
  }
}

function voltmxRecord({ id, sent_from, sent_to, content, keyword, ignored_keyword, received_at }: InboundRow): Record<string, string> {
  const at = voltmxDate(received_at);
  return {
    audienceId: '',
    audienceMemberName: '',
    inbRequestId: id,
    inbNumber: sent_to,
    inbCommand: /\S+/.exec(content)?.[0] ?? '',
    phoneNumber: sent_from,
    inbCreatedDateStr: at,
    inbUpdatedDateStr: at,
    inbStatusMessage: inboundStatusMessage(keyword, ignored_keyword),
    outbStatusMessage: 'Not attempted.',
    outbSmsContent: '',
    outbSmsId: '',
    outbUpdatedDateStr: '',
    outbCreatedDateStr: '',
    inbStatus: 'Received',
    outbStatus: 'Not Attempted',
  };
}

function inboundStatusMessage(keyword: string | null, ignored: string | null): string {
  if (ignored !== null) return `Received. Keyword ${ignored} was not obeyed: the sender is no phone number.`;
  return keyword === null ? 'Received.' : `Received. Keyword ${keyword}.`;
}

/** `08/23/2016 10:15:13 PM UTC` */
export function voltmxDate(at: Date): string {
  const [, year = '', month = '', day = '', hours = '', rest = ''] = /^(\d+)-(\d+)-(\d+)T(\d+)(:\d+:\d+)/.exec(at.toISOString()) ?? [];
  const hour = String(Number(hours) % 12 || 12).padStart(2, '0');
  return `${month}/${day}/${year} ${hour}${rest} ${Number(hours) < 12 ? 'AM' : 'PM'} UTC`;
}
