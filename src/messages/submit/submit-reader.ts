// The interface of a reader of a submit's body, and the form of a request by its content type. Each form has one reader class.
import type { FastifyRequest } from 'fastify';
import { ApiError } from '../../http/api-error.js';
import { mediaTypeOf } from '../../http/json-body.js';
import type { SubmitMessage } from './submit-message.js';
import { UNREADABLE, TOO_LARGE } from '../../http/sentences.js';

export interface SubmitReader {
  /** @throws ApiError as soon as the body is known to be invalid */
  write(chunk: Buffer): void;
  /** @returns the checked messages. Yields between steps. @throws ApiError 400, 413 */
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

/** @returns undefined for an unsupported content type */
export const formOf = (request: FastifyRequest): Form | undefined => FORMS[mediaTypeOf(request) ?? ''];

/** The form of the route that accepts only CSV. */
export const csvOf = (request: FastifyRequest): Form | undefined => (formOf(request) === 'csv' ? 'csv' : undefined);

/** The refusal of a line of NDJSON or CSV: the sentence of the contract, and the number of the line, from 1, in `errors`. */
export const lineFault = (status: 400 | 413, line: number, what: string): ApiError =>
  new ApiError(status, status === 413 ? TOO_LARGE : UNREADABLE, [{ field: `line ${line}`, message: what }]);

/** The longest line or CSV record, bytes. */
export const MOST_OF_A_LINE = 262_144;
