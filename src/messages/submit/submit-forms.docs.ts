// What the OpenAPI document says of a submit's body and its answer: the forms they have, with bodies to try.
import { applyDecorators } from '@nestjs/common';
import { ApiExtraModels, ApiHeader, ApiQuery, getSchemaPath } from '@nestjs/swagger';
import { ApiErrors } from '../../http/error-answer.js';
import { IDEMPOTENCY_KEY } from '../../requests/answered.js';
import { SubmitAnswer } from './submit.answers.js';
import { KEY_USED_OTHERWISE, TOO_MANY_WAITING } from '../../requests/sentences.js';
import { NO_RECIPIENTS } from './recipients.js';
import { TIMESTAMP } from '../../requests/reading/timestamp.js';
import { SubmitDto } from './submit.dto.js';
import { UNREADABLE } from '../../http/sentences.js';

const START = '2030-01-01T09:00:00Z';
const SAMPLE = {
  priorityService: 'true',
  recipients: { recipient: [{ mobile: '+919866694753' }, { mobile: '+919900990091' }] },
  content: 'sample sms message',
};
const json = (message: object): object => ({ smsServiceRequest: { messages: { message: { ...message, ...SAMPLE } } } });
const ndjson = (message: object): string =>
  [{ ...message, content: SAMPLE.content }, ...SAMPLE.recipients.recipient].map((line) => `${JSON.stringify(line)}\n`).join('');
const xml = (fields: string): string =>
  `<smsServiceRequest><messages><message>${fields}` +
  '<recipients><recipient mobile="+919866694753"/><recipient mobile="+919900990091"/></recipients>' +
  '<content>sample sms message</content></message></messages></smsServiceRequest>';

/**
 * The Volt MX API's own sample, and those that leave something to cancel. The same names in every form: Swagger UI keeps the name when
 * another form is chosen, and shows a body of its own making where the form has no example of that name.
 */
const examplesOf = (scheduled: unknown, now: unknown, voice: unknown) => ({
  scheduled: { summary: 'Scheduled: there is time to cancel it', value: scheduled },
  now: { summary: 'Now, called where the text fails', value: now },
  voice: { summary: 'Voice, scheduled', value: voice },
});

/** For `requestBody` of the operation: one schema a content type. */
export const SUBMIT_BODY = {
  required: true,
  content: {
    'application/json': {
      schema: { $ref: getSchemaPath(SubmitDto) },
      examples: examplesOf(
        json({ startTimestamp: START }),
        json({ startTimestamp: '0', expiryTimestamp: '0', sendVoiceSmsOnFailure: true }),
        json({ startTimestamp: START, channel: 'voicesms' }),
      ),
    },
    'application/x-ndjson': {
      schema: { type: 'string', description: 'The message without recipients, then a recipient on each line' },
      examples: examplesOf(
        ndjson({ startTimestamp: START }),
        ndjson({ startTimestamp: '0', sendVoiceSmsOnFailure: true }),
        ndjson({ startTimestamp: START, channel: 'voicesms' }),
      ),
    },
    'application/xml': {
      schema: {
        type: 'string',
        description: 'The same fields as elements; `mobile` of a recipient is an attribute or an element. No document type',
      },
      examples: examplesOf(
        xml(`<startTimestamp>${START}</startTimestamp>`),
        xml('<startTimestamp>0</startTimestamp><sendVoiceSmsOnFailure>true</sendVoiceSmsOnFailure>'),
        xml(`<startTimestamp>${START}</startTimestamp><channel>voicesms</channel>`),
      ),
    },
  },
};

/** The same, of the route for CSV alone. */
export const CSV_BODY = {
  required: true,
  content: {
    'text/csv': {
      schema: { type: 'string', description: 'A header row that has `mobile`, then a recipient on each row' },
      example: 'mobile\n+919866694753\n+919900990091\n',
    },
  },
};

/** For the operation's 200. Errors of a request in XML have the same form. */
export const SUBMIT_ANSWER = {
  description: 'Stored',
  content: {
    'application/json': { schema: { $ref: getSchemaPath(SubmitAnswer) } },
    'application/xml': {
      schema: { type: 'string', description: 'To a request in XML, errors too; several messages add `requestIds`' },
      examples: {
        queued: {
          value:
            '<smsResponse><code>200</code><description>Request Queued. </description><requestId>4718462567639063760</requestId></smsResponse>',
        },
        error: { value: '<smsResponse><code>400</code><description>No active audience members found</description></smsResponse>' },
      },
    },
  },
};

/** Of a submit in any form. */
export const ApiSubmit = (): MethodDecorator =>
  applyDecorators(
    ApiExtraModels(SubmitDto, SubmitAnswer),
    ApiQuery({
      name: 'dryRun',
      required: false,
      enum: ['true', 'false'],
      description:
        '`true`: checks everything and stores nothing; the answer is the representation, without IDs. An Idempotency-Key is not used up',
    }),
    ApiQuery({ name: 'checkUserExistence', required: false, enum: ['true', 'false'], description: 'Accepted; both send' }),
    ApiHeader(IDEMPOTENCY_KEY),
    ApiHeader({
      name: 'Prefer',
      required: false,
      description: '`return=representation`: what was made of it · `handling=strict`: one bad number refuses all',
    }),
    ApiErrors(401, 403, 409, 413, 415, 429, 500, {
      400: [NO_RECIPIENTS, UNREADABLE],
      422: [KEY_USED_OTHERWISE, TOO_MANY_WAITING],
    }),
  );

const CSV_FIELDS: readonly { name: string; description: string; example?: string }[] = [
  { name: 'content', description: 'The text; spoken, for voice', example: 'sample sms message' },
  { name: 'startTimestamp', description: `${TIMESTAMP}; a \`+\` in it is written \`%2B\``, example: '2030-01-01T09:00:00Z' },
  { name: 'expiryTimestamp', description: `${TIMESTAMP}; absent or 0 = never` },
  { name: 'priorityService', description: '`true` or `false`' },
  { name: 'channel', description: '`voicesms`, `TEXT` or `SMS`' },
  { name: 'sender', description: 'The number or name it comes from, where the tenant may use it' },
  { name: 'sendVoiceSmsOnFailure', description: '`true` or `false`' },
];

/** The message's fields, as they stand in the query of a CSV submit. */
export const ApiCsvFields = (): MethodDecorator =>
  applyDecorators(...CSV_FIELDS.map((field) => ApiQuery({ ...field, required: field.name === 'content', type: String })));
