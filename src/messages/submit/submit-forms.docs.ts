// The OpenAPI description of the body and the answer of a submit, in each content type, with example bodies.
import { applyDecorators } from '@nestjs/common';
import { ApiExtraModels, ApiHeader, ApiQuery, getSchemaPath } from '@nestjs/swagger';
import { ApiErrors } from '../../http/error-answer.js';
import { IDEMPOTENCY_KEY } from '../../requests/answered.js';
import { SubmitAnswer } from './submit.answers.js';
import { KEY_USED_OTHERWISE, TOO_MANY_WAITING } from '../../requests/sentences.js';
import { NO_RECIPIENTS } from './read-recipients.js';
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
 * The sample of the Volt MX API, and scheduled examples, which leave time for a cancel. Each content type has examples of the same names:
 * Swagger UI keeps the name when the content type changes, and makes up a body if there is no example of that name.
 */
const examplesOf = (scheduled: unknown, now: unknown, voice: unknown) => ({
  scheduled: { summary: 'Scheduled, so that it can be cancelled', value: scheduled },
  now: { summary: 'Now, with a voice call if the text fails', value: now },
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
      schema: { type: 'string', description: 'First line: the message without recipients. Each further line: one recipient' },
      examples: examplesOf(
        ndjson({ startTimestamp: START }),
        ndjson({ startTimestamp: '0', sendVoiceSmsOnFailure: true }),
        ndjson({ startTimestamp: START, channel: 'voicesms' }),
      ),
    },
    'application/xml': {
      schema: {
        type: 'string',
        description:
          'The fields of the JSON form as elements. `mobile` of a recipient is an attribute or an element. A document type (DTD) is refused',
      },
      examples: examplesOf(
        xml(`<startTimestamp>${START}</startTimestamp>`),
        xml('<startTimestamp>0</startTimestamp><sendVoiceSmsOnFailure>true</sendVoiceSmsOnFailure>'),
        xml(`<startTimestamp>${START}</startTimestamp><channel>voicesms</channel>`),
      ),
    },
  },
};

/** `requestBody` of the route for CSV alone. */
export const CSV_BODY = {
  required: true,
  content: {
    'text/csv': {
      schema: { type: 'string', description: 'A header row with the column `mobile`, then one row for each recipient' },
      example: 'mobile\n+919866694753\n+919900990091\n',
    },
  },
};

/** For the operation's 200. Errors of a request in XML have the same form. */
export const SUBMIT_ANSWER = {
  description: 'The request is stored',
  content: {
    'application/json': { schema: { $ref: getSchemaPath(SubmitAnswer) } },
    'application/xml': {
      schema: { type: 'string', description: 'The answer to an XML request, errors included. Several messages add `requestIds`' },
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

/** Parameters, headers and errors of a submit in any content type. */
export const ApiSubmit = (): MethodDecorator =>
  applyDecorators(
    ApiExtraModels(SubmitDto, SubmitAnswer),
    ApiQuery({
      name: 'dryRun',
      required: false,
      enum: ['true', 'false'],
      description:
        '`true`: a dry run. Checks the request and stores nothing. The answer is the representation, without IDs. It does not use the Idempotency-Key',
    }),
    ApiQuery({
      name: 'checkUserExistence',
      required: false,
      enum: ['true', 'false'],
      description: 'Accepted for compatibility and ignored: both values submit the request',
    }),
    ApiHeader(IDEMPOTENCY_KEY),
    ApiHeader({
      name: 'Prefer',
      required: false,
      description:
        '`return=representation`: the answer describes the stored request · `handling=strict`: one bad number refuses the whole request',
    }),
    ApiErrors(401, 403, 409, 413, 415, 429, 500, {
      400: [NO_RECIPIENTS, UNREADABLE],
      422: [KEY_USED_OTHERWISE, TOO_MANY_WAITING],
    }),
  );

const CSV_FIELDS: readonly { name: string; description: string; example?: string }[] = [
  { name: 'content', description: 'The text. It is spoken if the channel is voice', example: 'sample sms message' },
  {
    name: 'startTimestamp',
    description: `${TIMESTAMP}. Absent, 0 or past = now. Encode \`+\` as \`%2B\``,
    example: '2030-01-01T09:00:00Z',
  },
  { name: 'expiryTimestamp', description: `${TIMESTAMP}. Absent or 0 = no expiry` },
  { name: 'priorityService', description: '`true`: a priority request, which is sent before requests without priority' },
  { name: 'channel', description: '`voicesms` = voice. Absent, `TEXT` or `SMS` = text' },
  { name: 'sender', description: 'The sender: a number or a name that the tenant may use' },
  { name: 'sendVoiceSmsOnFailure', description: '`true`: a recipient whose text finally failed gets a voice call' },
];

/** The fields of the message in the query of a CSV submit. */
export const ApiCsvFields = (): MethodDecorator =>
  applyDecorators(...CSV_FIELDS.map((field) => ApiQuery({ ...field, required: field.name === 'content', type: String })));
