// Reads values in the queries of the read routes.
import { readMoment } from './moment.js';

/** A `+` that is not escaped in a query is decoded as a space. */
export const withPlus = (query: object): object =>
  Object.fromEntries(
    Object.entries(query).map(([name, value]: [string, unknown]) => [name, typeof value === 'string' ? value.replace(/^ /, '+') : value]),
  );

/** @param range checked by its DTO */
export const readRange = ({ from, to }: { from?: string; to?: string }): { from?: Date; to?: Date } => ({
  ...(from !== undefined && { from: readMoment(from, 'start') }),
  ...(to !== undefined && { to: readMoment(to, 'end') }),
});
