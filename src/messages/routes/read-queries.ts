// Reads the queries of the read routes of SMS requests. A mobile number becomes an address, an SMS ID an entry ID.
import type { EntrySearch } from '../../requests/query/entry-search.service.js';
import { USUAL_LIMIT } from '../../requests/query/read-queries.js';
import type { RequestsFilter } from '../../requests/query/requests.service.js';
import { IN_QUERY } from '../../requests/reading/invalid.js';
import { readRange, withPlus } from '../../requests/reading/query.js';
import { validate } from '../../requests/reading/validate.js';
import type { SmsConfig } from '../settings.js';
import { EntrySearchDto, RequestsQueryDto } from './query.dto.js';
import { readMobile } from './read-mobile.js';

/** @throws ApiError 400 */
export function readRequestsQuery(tenant: string, query: object, config: SmsConfig): RequestsFilter {
  const { state, mobile, sender, user, from, to, cursor, limit = USUAL_LIMIT } = validate(RequestsQueryDto, withPlus(query), IN_QUERY);
  return {
    ...{ tenant, state, sender, user, cursor, limit: Number(limit), address: readMobile(mobile, config) },
    ...readRange({ from, to }),
  };
}

/** @throws ApiError 400 */
export function readEntrySearch(tenant: string, query: object, config: SmsConfig): EntrySearch {
  const {
    user,
    smsId,
    requestId,
    mobile,
    status,
    from,
    to,
    cursor,
    limit = USUAL_LIMIT,
  } = validate(EntrySearchDto, withPlus(query), IN_QUERY);
  return {
    ...{ tenant, user, entryId: smsId, requestId, status, cursor, limit: Number(limit), address: readMobile(mobile, config) },
    ...readRange({ from, to }),
  };
}
