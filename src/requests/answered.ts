// Answers that may be a repeat's (Idempotency-Key), as the routes send and document them.
import { HttpStatus } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { answerFormOf } from '../http/answer-form.js';
import type { Answered } from './idempotency/idempotency.js';

export const IDEMPOTENCY_KEY = {
  name: 'Idempotency-Key',
  required: false,
  description: '1–255 visible characters, kept 24 h: a repeat gets the first answer',
};

export function send(reply: FastifyReply, { status, body, replayed }: Answered): string {
  const form = answerFormOf(reply.request.raw);
  reply.status(status === 200 ? HttpStatus.OK : status).header('Content-Type', form.contentType);
  if (replayed) reply.header('Idempotency-Replayed', 'true');
  return form.write(status, body);
}
