// The operator's definitions of statuses of an SMSC, from its manual: `{ "0x0412": "refuse" }`.
import { ValidateBy, type ValidationOptions } from 'class-validator';
import { type Meaning, MEANINGS } from './smpp-codes.js';

const STATUS = /^0x[\da-f]{1,8}$/i;

export function IsStatuses(options?: ValidationOptions): PropertyDecorator {
  const validate = (value: unknown): boolean =>
    typeof value === 'object' &&
    value !== null &&
    Object.entries(value).every(
      ([status, meaning]) => STATUS.test(status) && Number(status) > 0 && MEANINGS.some((each) => each === meaning),
    );
  const message = `statuses should name each status as 0x… and say one of ${MEANINGS.join(', ')}`;
  return ValidateBy({ name: 'isStatuses', validator: { validate, defaultMessage: () => message } }, options);
}

export const readStatuses = (statuses: Readonly<Record<string, Meaning>>): ReadonlyMap<number, Meaning> =>
  new Map(Object.entries(statuses).map(([status, meaning]) => [Number(status), meaning]));
