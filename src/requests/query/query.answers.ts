// The answers that the read routes of all modules share, for the OpenAPI document.
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
  @nullable('The provider to which the reason applies. Null = all providers', 'TWILIO')
  provider: string | null;

  @ApiProperty({
    enum: WAIT_KINDS,
    description:
      '`held`: a dispatch hold of an operator; `configuration`: the provider refuses the credentials, the funds or the settings of the account; ' +
      '`outage`: the provider cannot be reached or does not answer; `throttled`: the provider asked for a lower rate',
    example: 'configuration',
  })
  kind: (typeof WAIT_KINDS)[number];

  @ApiProperty({ example: 'the credentials are not accepted (20003)' })
  reason: string;

  @nullableMoment('The time since which the reason holds. Null = unknown', '2030-01-01T08:59:00.000Z')
  since: string | null;
}

export class WaitingAnswer {
  @ApiProperty({ type: [WaitAnswer] })
  items: WaitAnswer[];
}

export class PageAnswer {
  @nullable('The cursor of the next page. Null on the last page')
  next: string | null;
}

export const COUNTS_EVENT_EXAMPLE = JSON.stringify({
  at: MOMENT,
  from: '2029-12-31T09:00:00.000Z',
  to: MOMENT,
  total: 4,
  counts: COUNTS_EXAMPLE,
});
