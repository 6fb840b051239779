// From what a client sent to a DTO that class-validator has passed: null and "" count as absent, an unknown field is refused by name.
import { getMetadataStorage, validateSync } from 'class-validator';
import { type Fault, invalidFields } from './invalid.js';

const SHOWN_NAME = 64;

/** The fields that a DTO knows: those with a decorator of class-validator. */
export function fieldsOf(dto: new () => object): ReadonlySet<string> {
  return new Set(
    getMetadataStorage()
      .getTargetValidationMetadatas(dto, '', true, false)
      .map(({ propertyName }) => propertyName),
  );
}

/** As for every optional field (contract section 0). */
export const isAbsent = (value: unknown): boolean => value === undefined || value === null || value === '';

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** @param at which message of a submit, from 1. @throws ApiError 400 naming every field at fault */
export function validate<T extends object>(dto: new () => T, fields: object, at?: number): T {
  const known = fieldsOf(dto);
  const value = new dto();
  const unknown: Fault[] = [];
  for (const [field, given] of Object.entries(fields) as [string, unknown][]) {
    if (!known.has(field)) unknown.push({ field: field.slice(0, SHOWN_NAME), message: 'is not a known field', at });
    else if (!isAbsent(given)) Object.assign(value, { [field]: given });
  }
  const faults = validateSync(value, { stopAtFirstError: true, forbidUnknownValues: true }).map(({ property, constraints }) => ({
    field: property,
    message: Object.values(constraints ?? {})[0] ?? 'is not valid',
    at,
  }));
  if (unknown.length + faults.length > 0) throw invalidFields([...unknown, ...faults]);
  return value;
}
