// What the read routes of all modules answer alike, for the OpenAPI document.
import { ApiProperty } from '@nestjs/swagger';
import { WAIT_KINDS } from '../../queue/control/waits.js';
import { STATUSES } from '../../queue/states.js';

const MOMENT = '2030-01-01T09:00:00.000Z';
export const COUNTS_EXAMPLE = { ...Object.fromEntries(STATUSES.map((status) => [status, status === 'Initial' ? 4 : 0])), recalled: 0 };
export const nullable = (description: string, example: string | null = null): PropertyDecorator =>
  ApiProperty({ description, type: String, nullable: true, example });
export const nullableMoment = (description: string, example: string | null = null): PropertyDecorator =>
  ApiProperty({ description, type: String, format: 'date-time', nullable: true, example });

export class WaitAnswer {
  @nullable('The provider that is waited for; null: whatever the provider', 'TWILIO')
  provider: string | null;

  @ApiProperty({
    enum: WAIT_KINDS,
    description:
      '`held` by an operator; `configuration`: credentials, funds or settings, until somebody mends them; `outage`: it can’t be reached or ' +
      'gives no answer; `throttled`: it said “too fast”, and gets less',
    example: 'configuration',
  })
  kind: (typeof WAIT_KINDS)[number];

  @ApiProperty({ example: 'the credentials are not accepted (20003)' })
  reason: string;

  @nullableMoment('Since when; null = not known', '2030-01-01T08:59:00.000Z')
  since: string | null;
}

export class WaitingAnswer {
  @ApiProperty({ type: [WaitAnswer] })
  items: WaitAnswer[];
}

export class PageAnswer {
  @nullable('The cursor of the next page; null on the last')
  next: string | null;
}

export const COUNTS_EVENT_EXAMPLE = JSON.stringify({
  at: MOMENT,
  from: '2029-12-31T09:00:00.000Z',
  to: MOMENT,
  total: 4,
  counts: COUNTS_EXAMPLE,
});
