// The cancel with the sentence of the Volt MX push API, which has one space; the Volt MX SMS API has two.
import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Caller } from '../../auth/caller.js';
import { SMS_REQUESTS } from '../../messages/sms-requests.js';
import { Cancellation } from '../../requests/cancel/cancellation.js';
import { type Answered, idempotencyKey } from '../../requests/idempotency/idempotency.js';

@Injectable()
export class PushCancelService {
  constructor(private readonly cancellation: Cancellation) {}

  async cancel(caller: Caller, id: string, request: FastifyRequest): Promise<Answered> {
    const answered = await this.cancellation.cancel(SMS_REQUESTS, caller, id, { key: idempotencyKey(request) });
    const { message } = answered.body as { message: string };
    return { ...answered, body: { ...answered.body, message: message.replace('Cancelled  ', 'Cancelled ') } };
  }
}
