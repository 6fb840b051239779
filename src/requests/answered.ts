// The header Idempotency-Key: its description, and the answer to a first or a repeated call.
import { HttpStatus } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { answerFormOf } from '../http/answer-form.js';
import type { Answered } from './idempotency/idempotency.js';

export const IDEMPOTENCY_KEY = {
  name: 'Idempotency-Key',
  required: false,
  description: '1 to 255 visible characters, kept for 24 hours. A repeated call with the same key gets the answer of the first call',
};

export function send(reply: FastifyReply, { status, body, replayed }: Answered): string {
  const form = answerFormOf(reply.request.raw);
  reply.status(status === 200 ? HttpStatus.OK : status).header('Content-Type', form.contentType);
  if (replayed) reply.header('Idempotency-Replayed', 'true');
  return form.write(status, body);
}
