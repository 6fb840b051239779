// The body of a decision about entries in doubt, and its checks.
import { unreadable } from '../../http/json-body.js';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsDefined, IsIn, IsOptional, ValidateBy } from 'class-validator';
import type { Decision } from '../../queue/control/decisions.js';
import { invalid } from '../../requests/reading/invalid.js';
import { isId } from '../../requests/reading/request-id.js';
import { isObject, validate } from '../../requests/reading/validate.js';

const ACTIONS = ['resend', 'settle'] as const;
const SETTLED = ['Submitted', 'Delivered', 'Undelivered'] as const;
const MOST_IDS = 1_000;

const areSmsIds = (value: unknown): boolean =>
  Array.isArray(value) && value.length >= 1 && value.length <= MOST_IDS && value.every((id) => typeof id === 'string' && isId(id));

export class InDoubtDto {
  @ApiProperty({
    enum: ACTIONS,
    description:
      '`resend`: a new attempt, so **the recipient may get the message twice**; not possible if the request is cancelled or expired. `settle`: sets the outcome to `as`',
    example: 'settle',
  })
  @IsDefined({ message: 'is required' })
  @IsIn(ACTIONS, { message: `should be ${ACTIONS.join(' or ')}` })
  action: (typeof ACTIONS)[number];

  @ApiPropertyOptional({
    enum: SETTLED,
    description: 'For `settle`: the outcome. Default `Submitted`: the entry was handed over, and a receipt may still change the outcome',
    example: 'Submitted',
  })
  @IsOptional()
  @IsIn(SETTLED, { message: `should be ${SETTLED.join(', ')}` })
  as?: (typeof SETTLED)[number];

  @ApiPropertyOptional({
    type: [String],
    maxItems: MOST_IDS,
    description: 'SMS IDs of the entries to decide. Absent = all entries of the request that are in doubt',
    example: ['4713025406550859687'],
  })
  @IsOptional()
  @ValidateBy({
    name: 'areSmsIds',
    validator: { validate: areSmsIds, defaultMessage: () => `should be a list of 1 to ${MOST_IDS} SMS IDs` },
  })
  smsIds?: string[];
}

/** @throws ApiError 400 */
export function readDecision(body: unknown): Omit<Decision, 'by'> {
  if (!isObject(body)) throw unreadable();
  const { action, as, smsIds } = validate(InDoubtDto, body);
  if (action === 'resend' && as !== undefined) throw invalid('as', 'is for settle alone');
  return { as: action === 'resend' ? 'sent again' : (as ?? 'Submitted'), entryIds: smsIds };
}
