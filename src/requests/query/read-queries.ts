// The queries of the read routes that all modules have alike, from what came to what is asked.
import type { Status } from '../../queue/states.js';
import { IN_QUERY, invalidFields } from '../reading/invalid.js';
import { readRange, withPlus } from '../reading/query.js';
import { validate } from '../reading/validate.js';
import type { EntriesFilter } from './entries.service.js';
import { EntriesCsvDto, EntriesQueryDto, EventsQueryDto } from './query.dto.js';

/** Items of a page where nothing is said. */
export const USUAL_LIMIT = '50';
const SHOWN_NAME = 64;

/** A page of one request's entries. @throws ApiError 400 */
export function readEntriesQuery(query: object): EntriesFilter {
  const { status, cursor, limit = USUAL_LIMIT } = validate(EntriesQueryDto, query, IN_QUERY);
  return { status, cursor, limit: Number(limit) };
}

/** Which entries a download has; undefined = all. @throws ApiError 400 */
export const readCsvQuery = (query: object): Status | undefined => validate(EntriesCsvDto, query, IN_QUERY).status;

/** @throws ApiError 400 */
export const readEventsQuery = (query: object): { from?: Date; to?: Date } =>
  readRange(validate(EventsQueryDto, withPlus(query), IN_QUERY));

/** @throws ApiError 400 naming each parameter of a route that takes none */
export function requireNoQuery(query: object): void {
  const unknown = Object.keys(query).map((name) => ({ field: name.slice(0, SHOWN_NAME), message: 'is not a known field', at: IN_QUERY }));
  if (unknown.length > 0) throw invalidFields(unknown);
}
