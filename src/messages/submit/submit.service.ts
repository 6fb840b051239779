// Submits SMS requests: reads the body while it arrives, then stores the requests, or only checks them in a dry run.
import { Inject, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Caller } from '../../auth/caller.js';
import { ApiError } from '../../http/api-error.js';
import { unsupported } from '../../http/json-body.js';
import { prefers } from '../../http/preferences.js';
import { CONFIG } from '../../platform/config/config.js';
import type { Leave } from '../../platform/fair-gate.js';
import { loopShare } from '../../platform/loop-share.js';
import { type Price, readPrice } from '../../platform/price.js';
import { Routing } from '../../queue/routing.js';
import { type Answered, fingerprintOf, idempotencyKey, type Keyed } from '../../requests/idempotency/idempotency.js';
import { type NewRequest, Submission } from '../../requests/submit/submission.js';
import { LARGE_BYTES, SubmitGates } from '../../requests/submit/submit-gates.js';
import type { SmsConfig } from '../settings.js';
import { SMS_REQUESTS } from '../sms-requests.js';
import { VOICE } from '../sms.js';
import { withOwnLimits } from './own-limits.js';
import { readSubmitQuery } from './read-submit.js';
import { readerOf } from './reader-of.js';
import { receive } from './receive.js';
import { Unsettled } from './recipients.js';
import { checkAnswer, submitAnswer } from './submit-answer.js';
import type { SubmitMessage } from './submit-message.js';
import type { Form } from './submit-reader.js';

/** The checked messages of the whole body, or the refusal of an invalid body. */
type Read = SubmitMessage[] | ApiError;

@Injectable()
export class SubmitService {
  /** The price of a segment; null = not configured. */
  private readonly price: Price | null;

  constructor(
    @Inject(CONFIG) private readonly config: SmsConfig,
    private readonly routing: Routing,
    private readonly gates: SubmitGates,
    private readonly submission: Submission,
  ) {
    this.price = readPrice(config.SEGMENT_PRICE);
  }

  /** @param form undefined = an unsupported content type. @throws ApiError */
  async submit(caller: Caller, request: FastifyRequest, form: Form | undefined): Promise<Answered> {
    const key = idempotencyKey(request);
    const { fields, dryRun } = readSubmitQuery(request.query, form === 'csv');
    if (form === undefined) throw unsupported();
    const { tenant } = caller;
    const config = withOwnLimits(this.config, this.routing, tenant);
    const unsettled = new Unsettled();
    const reader = readerOf(form, fields, { config, tenant, strict: prefers(request, 'handling', 'strict'), unsettled });
    const hash = key === undefined ? undefined : fingerprintOf(request.url.split('?').slice(1).join('?'));
    let leave: Leave | undefined;
    const enter = async (): Promise<void> => {
      leave = await this.gates.readLarge(tenant);
    };
    try {
      const large = { bytes: LARGE_BYTES, enter };
      const tenantShare = loopShare.of(tenant);
      const read = await receive(request, reader, { limit: this.config.BODY_LIMIT_BYTES, hash, tenantShare, unsettled, large });
      if (dryRun) return await this.check(caller, read);
      const keyed = key === undefined || hash === undefined ? undefined : { key, fingerprint: hash.digest() };
      return await this.store(caller, read, prefers(request, 'return', 'representation'), keyed);
    } finally {
      leave?.();
    }
  }

  private store(caller: Caller, read: Read, representation: boolean, keyed: Keyed | undefined): Promise<Answered> {
    const messages = read instanceof ApiError ? [] : read;
    return this.submission.submit(SMS_REQUESTS, caller, { requests: requestsOf(read), keyed, countsOptedOut: representation }, (stored) =>
      loopShare.of(caller.tenant).run(submitAnswer(stored, messages, representation, this.price)),
    );
  }

  /** Checks the submit and stores nothing. */
  private async check(caller: Caller, read: Read): Promise<Answered> {
    const optedOut = await this.submission.check(SMS_REQUESTS, caller, requestsOf(read));
    const messages = read instanceof ApiError ? [] : read;
    return { ...(await loopShare.of(caller.tenant).run(checkAnswer(messages, optedOut, this.price))), replayed: false };
  }
}

const requestsOf = (read: Read): NewRequest[] | ApiError => (read instanceof ApiError ? read : read.map(requestOf));

const dateOf = (at: number | null): Date | null => (at === null ? null : new Date(at));

const requestOf = ({
  channel,
  content,
  recipients,
  sender,
  priority,
  voiceOnFailure,
  costs,
  startsAt,
  expiresAt,
}: SubmitMessage): NewRequest => ({
  ...{ channel, payload: content, recipients, sender, priority },
  fallback: voiceOnFailure ? VOICE.name : null,
  units: costs?.total ?? null,
  startsAt: dateOf(startsAt),
  expiresAt: dateOf(expiresAt),
});
