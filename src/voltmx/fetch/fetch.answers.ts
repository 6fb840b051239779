// The answers of the Volt MX API's fetch routes, for the OpenAPI document.
import { ApiProperty } from '@nestjs/swagger';
import { integers, strings } from '../status/status.answers.js';

export class ContentAnswer {
  @ApiProperty({ example: 'sample sms message' })
  content: string;
}

/** The sample of the Volt MX API (contract section 3). */
const FETCHED_MESSAGE = { fetchId: '6787084818838978497', content: 'sample sms message', status: 'Submitted' };

export const FETCHED_SCHEMA = {
  type: 'object',
  properties: {
    ...integers(['totalMessages', 'openedMessages']),
    messages: { type: 'array', items: { type: 'object', properties: strings(Object.keys(FETCHED_MESSAGE)) } },
    ...integers(['submittedMessages']),
  },
  example: { totalMessages: 1, openedMessages: 0, messages: [FETCHED_MESSAGE], submittedMessages: 1 },
} as const;
