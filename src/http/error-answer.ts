// The contract's error shape for the OpenAPI document.
import { applyDecorators } from '@nestjs/common';
import { ApiExtraModels, ApiProperty, ApiPropertyOptional, ApiResponse, getSchemaPath } from '@nestjs/swagger';
import type { FieldError } from './api-error.js';

class FieldErrorAnswer implements FieldError {
  @ApiProperty({ description: 'The field, as the client wrote it', example: 'startTimestamp' })
  field: string;

  @ApiProperty({ example: 'must be a timestamp' })
  message: string;
}

export class ErrorAnswer {
  @ApiProperty({ description: 'Always empty', example: '' })
  id: string;

  @ApiProperty({ description: 'One sentence', example: 'Unauthorized request' })
  message: string;

  @ApiPropertyOptional({ description: 'Present if fields are at fault', type: [FieldErrorAnswer] })
  errors?: FieldErrorAnswer[];
}

/** The meaning of each status, and its text if the contract has one for every route. */
const MEANING: Readonly<Record<number, readonly [description: string, text: string]>> = {
  400: ['The request is not valid', 'Invalid Request'],
  401: ['No valid credentials', 'Unauthorized request'],
  403: ['The caller lacks the scope', 'Forbidden. The scope messages:cancel is missing'],
  404: ['Unknown, or not visible to this caller', 'Not found'],
  409: ['The first request with this Idempotency-Key is still running', 'The first request with this Idempotency-Key is still running'],
  413: ['The body is over the limit', 'Request is too large'],
  415: ['The content type is not accepted here, or is not in UTF-8', 'Content type is not supported'],
  422: ['Not possible now, or not with this key', 'The Idempotency-Key was used with another request'],
  429: ['Too many requests in the window; Retry-After has the pause', 'Too many requests'],
  503: ['Not done in every lane', 'Lane 3 did not answer. Repeat the command when it is reachable.'],
  500: ['A failure of the server; with Retry-After if the database cannot be reached', 'Server failure to process request'],
};

/**
 * Documents a route's errors: a status with the contract's own text, or with the route's texts.
 * @example ApiErrors(401, 403, 429, 500, { 400: ['No cancellable messages found', 'Invalid request ID'] })
 */
export const ApiErrors = (...errors: Errors): ClassDecorator & MethodDecorator =>
  documented(errors, 'application/json', { $ref: getSchemaPath(ErrorAnswer) }, (message) => ({ id: '', message }));

/** The same for a route that answers in plain text. */
export const ApiTextErrors = (...errors: Errors): ClassDecorator & MethodDecorator =>
  documented(errors, 'text/plain', { type: 'string' }, (message) => message);

type Errors = (number | Readonly<Record<number, readonly string[]>>)[];

function documented(
  errors: Errors,
  type: string,
  schema: { $ref: string } | { type: 'string' },
  write: (message: string) => unknown,
): ClassDecorator & MethodDecorator {
  const listed = errors.flatMap((error): [status: number, texts?: readonly string[]][] =>
    typeof error === 'number' ? [[error]] : Object.entries(error).map(([status, texts]) => [Number(status), texts]),
  );
  const responses = listed
    .sort(([a], [b]) => a - b)
    .map(([status, texts]) => {
      const [description, text] = MEANING[status] ?? ['Error', 'Invalid Request'];
      const examples = Object.fromEntries((texts ?? [text]).map((message) => [message, { value: write(message) }]));
      const content = { [type]: { schema, examples } };
      return ApiResponse({ status, description, content });
    });
  return applyDecorators(ApiExtraModels(ErrorAnswer), ...responses);
}
