// Answers that may be a repeat's (Idempotency-Key), as the routes send and document them.
import { HttpStatus } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { Answered } from './idempotency.js';

export const IDEMPOTENCY_KEY = {
  name: 'Idempotency-Key',
  required: false,
  description: '1–255 visible characters, kept 24 h: a repeat gets the first answer',
};

export function send(reply: FastifyReply, { status, body, replayed }: Answered): object {
  reply.status(status === 200 ? HttpStatus.OK : status).header('Content-Type', 'application/json; charset=utf-8');
  if (replayed) reply.header('Idempotency-Replayed', 'true');
  return body;
}
