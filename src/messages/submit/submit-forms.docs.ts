// What the OpenAPI document says of a submit's body and its answer: the forms they have, with bodies to try.
import { applyDecorators } from '@nestjs/common';
import { ApiExtraModels, ApiQuery, getSchemaPath } from '@nestjs/swagger';
import { SubmitAnswer } from '../messages.answers.js';
import { SubmitDto } from './submit.dto.js';

const SAMPLE = {
  priorityService: 'true',
  recipients: { recipient: [{ mobile: '+919866694753' }, { mobile: '+919900990091' }] },
  content: 'sample sms message',
};
const example = (summary: string, message: object) => ({ summary, value: { smsServiceRequest: { messages: { message } } } });

/** The family's own sample, and those that leave something to cancel. */
const JSON_EXAMPLES = {
  scheduled: example('Scheduled: there is time to cancel it', { startTimestamp: '2030-01-01T09:00:00Z', ...SAMPLE }),
  now: example('Now, called where the text fails', { startTimestamp: '0', expiryTimestamp: '0', ...SAMPLE, sendVoiceSmsOnFailure: true }),
  voice: example('Voice, scheduled', { startTimestamp: '2030-01-01T09:00:00Z', channel: 'voicesms', ...SAMPLE }),
};
const LINES = [
  '{"startTimestamp":"2030-01-01T09:00:00Z","content":"sample sms message"}',
  '{"mobile":"+919866694753"}',
  '{"mobile":"+919900990091"}',
];
const ROWS = ['mobile', '+919866694753', '+919900990091'];
const xml = (message: string): string => `<smsServiceRequest><messages><message>${message}</message></messages></smsServiceRequest>`;
const XML_RECIPIENTS = '<recipients><recipient mobile="+919866694753"/><recipient mobile="+919900990091"/></recipients>';
const XML_EXAMPLES = {
  scheduled: {
    summary: 'Scheduled: there is time to cancel it',
    value: xml(`<startTimestamp>2030-01-01T09:00:00Z</startTimestamp>${XML_RECIPIENTS}<content>sample sms message</content>`),
  },
  voice: {
    summary: 'Voice, now',
    value: xml(`<startTimestamp>0</startTimestamp><channel>voicesms</channel>${XML_RECIPIENTS}<content>sample sms message</content>`),
  },
};
const text = (description: string, lines: string[]) => ({
  schema: { type: 'string', description },
  examples: { list: { summary: description, value: `${lines.join('\n')}\n` } },
});

/** For `requestBody` of the operation: one schema a content type. */
export const SUBMIT_BODY = {
  required: true,
  content: {
    'application/json': { schema: { $ref: getSchemaPath(SubmitDto) }, examples: JSON_EXAMPLES },
    'application/x-ndjson': text('The message without recipients, then a recipient on each line', LINES),
    'application/xml': {
      schema: {
        type: 'string',
        description: 'The same fields as elements; `mobile` of a recipient is an attribute or an element. No document type',
      },
      examples: XML_EXAMPLES,
    },
    'text/csv': text('A header row that has `mobile`, then a recipient on each row; the message’s fields are in the query', ROWS),
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

const QUERY: Readonly<Record<string, string>> = {
  content: 'the text; spoken, for voice',
  startTimestamp: 'as in JSON; a `+` in it is written `%2B`',
  expiryTimestamp: 'as in JSON',
  priorityService: '`true` or `false`',
  channel: '`voicesms`, `TEXT` or `SMS`',
  sender: 'as in JSON',
  sendVoiceSmsOnFailure: '`true` or `false`',
};

/** The schema that the body refers to, and the message's fields as they stand in the query of a CSV submit. */
export const ApiSubmitForms = (): MethodDecorator =>
  applyDecorators(
    ApiExtraModels(SubmitDto, SubmitAnswer),
    ...Object.entries(QUERY).map(([name, what]) =>
      ApiQuery({ name, required: false, type: String, description: `With CSV only: ${what}` }),
    ),
  );
