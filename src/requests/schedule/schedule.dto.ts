// The body of a pause or a reschedule (contract section 3), and its checks. The start has the same checks as in a submit.
import { unreadable } from '../../http/json-body.js';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsOptional } from 'class-validator';
import type { Config } from '../../platform/config/config.js';
import type { ScheduleChange } from '../../queue/control/schedules.js';
import { invalid } from '../reading/invalid.js';
import { IsFlag, isTrue } from '../reading/flag.js';
import { IsTimestamp, isUnset, readTimestamp, startFault, TEXT_OR_NUMBER, TIMESTAMP } from '../reading/timestamp.js';
import { isObject, validate } from '../reading/validate.js';

export class ScheduleDto {
  @ApiPropertyOptional({
    ...TEXT_OR_NUMBER,
    description: `The new start: ${TIMESTAMP}. 0 or past = now. Absent = unchanged`,
    example: '2030-01-01T09:00:00.000Z',
  })
  @IsOptional()
  @IsTimestamp()
  startsAt?: string | number;

  @ApiPropertyOptional({
    description: '`true`: no entry is handed over. `false`: the request is resumed. Absent = unchanged',
    type: Boolean,
    example: true,
  })
  @IsOptional()
  @IsFlag()
  paused?: boolean | string;
}

/** The body of a route that schedules, for the OpenAPI document. */
export const SCHEDULE_BODY = {
  type: ScheduleDto,
  examples: {
    pause: { summary: 'Pause', value: { paused: true } },
    resume: { summary: 'Resume', value: { paused: false } },
    reschedule: { summary: 'Reschedule', value: { startsAt: '2030-01-01T09:00:00.000Z' } },
  },
};

/** @throws ApiError 400 */
export function readScheduleChange(body: unknown, config: Config): ScheduleChange {
  if (!isObject(body)) throw unreadable();
  const { startsAt, paused } = validate(ScheduleDto, body);
  if (startsAt === undefined && paused === undefined) throw invalid('startsAt', 'or paused is required');
  const flag = paused === undefined ? {} : { paused: isTrue(paused) };
  if (startsAt === undefined) return flag;
  const now = Date.now();
  // 0 means now, like any time in the past.
  const at = isUnset(startsAt) ? now : (readTimestamp(startsAt) ?? now);
  const fault = startFault(at, now, config.SCHEDULE_HORIZON_DAYS);
  if (fault !== undefined) throw invalid('startsAt', fault);
  return { ...flag, startsAt: new Date(isUnset(startsAt) ? 0 : at) };
}
