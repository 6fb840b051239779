// The request ID in a path: plain decimal, 63 bits. It is never a JavaScript number, which has only 53 exact bits.
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { ApiError } from '../../http/api-error.js';
import { BAD_REQUEST_ID, NOT_A_REQUEST_ID } from '../sentences.js';

const PLAIN_DECIMAL = /^[1-9][0-9]*$/;
const LARGEST = 2n ** 63n - 1n;

/** True for 1 … 2^63 - 1 in plain decimal. The length is checked first, since the conversion of a long text to a bigint is slow. */
export const isId = (text: string): boolean => PLAIN_DECIMAL.test(text) && text.length <= 19 && BigInt(text) <= LARGEST;

/** The errors of a route with a request ID in its path. */
export const BAD_ID = [NOT_A_REQUEST_ID, BAD_REQUEST_ID];

/** @throws ApiError 400 with the sentences of contract section 2 */
export function parseRequestId(text: string): string {
  if (isId(text)) return text;
  if (text === '0' || PLAIN_DECIMAL.test(text)) throw new ApiError(400, BAD_REQUEST_ID);
  throw new ApiError(400, NOT_A_REQUEST_ID);
}

/** The first parameter of the route, as written in the path, with its escapes. */
export function writtenId({ url, routeOptions }: FastifyRequest): string {
  const place = routeOptions.url?.split('/').findIndex((part) => part.startsWith(':')) ?? -1;
  return url.split('?', 1)[0]?.split('/')[place] ?? '';
}

/** The ID in the path, the first parameter of the route. An ID with percent escapes is not valid. */
export const RequestIdOf = createParamDecorator((_data: unknown, context: ExecutionContext): string =>
  parseRequestId(writtenId(context.switchToHttp().getRequest<FastifyRequest>())),
);
