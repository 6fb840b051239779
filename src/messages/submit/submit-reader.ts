// What reads the body of a submit as it arrives, one class a form of it, and the form that a request has.
import type { FastifyRequest } from 'fastify';
import { ApiError } from '../../http/api-error.js';
import { mediaTypeOf } from '../../http/json-body.js';
import type { SubmitMessage } from './submit-message.js';
import { UNREADABLE, TOO_LARGE } from '../../http/sentences.js';

export interface SubmitReader {
  /** @throws ApiError where the body is no good already */
  write(chunk: Buffer): void;
  /** The messages that may be stored. Yields between its steps. @throws ApiError 400, 413 */
  end(): Generator<undefined, SubmitMessage[]>;
}

export type Form = 'json' | 'ndjson' | 'csv' | 'xml';

const FORMS: Readonly<Record<string, Form>> = {
  'application/json': 'json',
  'application/x-ndjson': 'ndjson',
  'text/csv': 'csv',
  'application/xml': 'xml',
  'text/xml': 'xml',
};

/** Undefined where the content type is not one that a submit may have. */
export const formOf = (request: FastifyRequest): Form | undefined => FORMS[mediaTypeOf(request) ?? ''];

/** Where CSV alone is taken. */
export const csvOf = (request: FastifyRequest): Form | undefined => (formOf(request) === 'csv' ? 'csv' : undefined);

/** A line of NDJSON or CSV is refused by its number, from 1, beside the sentence that clients know. */
export const lineFault = (status: 400 | 413, line: number, what: string): ApiError =>
  new ApiError(status, status === 413 ? TOO_LARGE : UNREADABLE, [{ field: `line ${line}`, message: what }]);

/** Longest line (or CSV record), bytes. */
export const MOST_OF_A_LINE = 262_144;
