// Reads the query parameters that the read routes of all modules share.
import type { Status } from '../../queue/states.js';
import { IN_QUERY, invalidFields } from '../reading/invalid.js';
import { readRange, withPlus } from '../reading/query.js';
import { validate } from '../reading/validate.js';
import type { EntriesFilter } from './entries.service.js';
import { EntriesCsvDto, EntriesQueryDto, EventsQueryDto } from './query.dto.js';

/** The default of `limit`. */
export const USUAL_LIMIT = '50';
const SHOWN_NAME = 64;

/** Reads the query for a page of entries. @throws ApiError 400 */
export function readEntriesQuery(query: object): EntriesFilter {
  const { status, cursor, limit = USUAL_LIMIT } = validate(EntriesQueryDto, query, IN_QUERY);
  return { status, cursor, limit: Number(limit) };
}

/** @returns the status of the entries to download; undefined = all entries. @throws ApiError 400 */
export const readCsvQuery = (query: object): Status | undefined => validate(EntriesCsvDto, query, IN_QUERY).status;

/** @throws ApiError 400 */
export const readEventsQuery = (query: object): { from?: Date; to?: Date } =>
  readRange(validate(EventsQueryDto, withPlus(query), IN_QUERY));

/** For routes without parameters. @throws ApiError 400 that names each parameter */
export function requireNoQuery(query: object): void {
  const unknown = Object.keys(query).map((name) => ({ field: name.slice(0, SHOWN_NAME), message: 'is not a known field', at: IN_QUERY }));
  if (unknown.length > 0) throw invalidFields(unknown);
}
