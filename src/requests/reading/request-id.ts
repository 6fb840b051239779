// The request ID in a path: plain decimal, 63 bits, never through a JavaScript number.
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { ApiError } from '../../http/api-error.js';
import { BAD_REQUEST_ID, NOT_A_REQUEST_ID } from '../sentences.js';

const PLAIN_DECIMAL = /^[1-9][0-9]*$/;
const LARGEST = 2n ** 63n - 1n;

/** True for 1 … 2^63 - 1 in plain decimal. Long ones are refused by their length: making a bigint of 10 kB costs more. */
export const isId = (text: string): boolean => PLAIN_DECIMAL.test(text) && text.length <= 19 && BigInt(text) <= LARGEST;

/** What a route with a request ID in its path refuses. */
export const BAD_ID = [NOT_A_REQUEST_ID, BAD_REQUEST_ID];

/** @throws ApiError 400 in the words of contract section 2 */
export function parseRequestId(text: string): string {
  if (isId(text)) return text;
  if (text === '0' || PLAIN_DECIMAL.test(text)) throw new ApiError(400, BAD_REQUEST_ID);
  throw new ApiError(400, NOT_A_REQUEST_ID);
}

/** Where it stands in `/api/v1/messages/sms/{id}`. */
const SEGMENT = 5;

/** A part of the path as it came, with its escapes; '' where there is none. */
export const pathSegment = ({ url }: FastifyRequest, segment: number): string => url.split('?', 1)[0]?.split('/')[segment] ?? '';

/** The `{id}` in the path as it came, escapes and all: an ID written with escapes is none. */
export const RequestIdOf = createParamDecorator((segment: number | undefined, context: ExecutionContext): string => {
  return parseRequestId(pathSegment(context.switchToHttp().getRequest<FastifyRequest>(), segment ?? SEGMENT));
});
