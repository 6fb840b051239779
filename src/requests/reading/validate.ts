// Makes a DTO from the fields of a client and checks it with class-validator. Null and "" count as absent. An unknown field is refused.
import { getMetadataStorage, validateSync } from 'class-validator';
import { type Fault, invalidFields } from './invalid.js';

const SHOWN_NAME = 64;

/** The fields of a DTO that have a decorator of class-validator. */
export function fieldsOf(dto: new () => object): ReadonlySet<string> {
  return new Set(
    getMetadataStorage()
      .getTargetValidationMetadatas(dto, '', true, false)
      .map(({ propertyName }) => propertyName),
  );
}

/** Null and "" mean that a field is absent (contract section 0). */
export const isAbsent = (value: unknown): boolean => value === undefined || value === null || value === '';

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** @param at the number of the message in a submit, from 1. @throws ApiError 400 that names each faulty field */
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
