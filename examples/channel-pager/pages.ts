// Pages as their routes take and show them: a text to the pagers of some beds, each with a name that the text may have.
import { IsDefined, IsOptional, IsString, ValidateBy } from 'class-validator';
import { unreadable } from '../../src/http/json-body.js';
import { AddressList } from '../../src/queue/recipients.js';
import type { ModuleRequests } from '../../src/requests/module-requests.js';
import type { EntryFacts } from '../../src/requests/query/entry-facts.js';
import type { RequestFacts } from '../../src/requests/query/request-facts.js';
import { IsFlag, isTrue } from '../../src/requests/reading/flag.js';
import { invalid } from '../../src/requests/reading/invalid.js';
import { IsTimestamp, readTimestamp } from '../../src/requests/reading/timestamp.js';
import { isObject, validate } from '../../src/requests/reading/validate.js';
import type { NewRequest } from '../../src/requests/submit/submission.js';

export const PAGER = 'pager';

/** What is stored of a request, and what its provider is handed. */
export interface Page {
  text: string;
  urgent: boolean;
}

export interface PagesView extends Page, Pick<RequestFacts, 'id' | 'state' | 'paused' | 'startsAt' | 'counts' | 'waitingFor'> {
  beds: number;
}

export interface BedView extends Pick<EntryFacts, 'address' | 'status' | 'statusMessage' | 'updatedAt'> {
  pageId: string;
}

export const PAGES: ModuleRequests<PagesView, BedView> = {
  module: PAGER,
  path: '/api/v1/pages',
  request: ({ id, payload, state, paused, recipientCount, startsAt, counts, waitingFor }) => {
    const { text, urgent } = JSON.parse(payload) as Page;
    return { id, text, urgent, state, paused, beds: recipientCount, startsAt, counts, waitingFor };
  },
  entry: ({ entryId, address, status, statusMessage, updatedAt }) => ({ pageId: entryId, address, status, statusMessage, updatedAt }),
  sentTo: (provider) => `Paged by ${provider}`,
};

const ADDRESS = /^ward-\d{1,3}\/bed-\d{1,3}$/;

/** The address as it is kept; undefined for text that is none. */
export function readAddress(written: unknown): string | undefined {
  const address = typeof written === 'string' ? written.trim().toLowerCase() : '';
  return ADDRESS.test(address) ? address : undefined;
}

class PagesDto {
  @IsDefined({ message: 'is required' })
  @IsString({ message: 'should be a text' })
  text: string;

  @IsOptional()
  @IsFlag()
  urgent?: boolean | string;

  @IsOptional()
  @IsTimestamp()
  startsAt?: string | number;

  @IsDefined({ message: 'is required' })
  @ValidateBy({
    name: 'areBeds',
    validator: { validate: (value) => Array.isArray(value) && value.length > 0, defaultMessage: () => 'should be a list of beds' },
  })
  beds: unknown[];
}

/** @throws ApiError 400 */
export function readPages(body: unknown): NewRequest {
  if (!isObject(body)) throw unreadable();
  const { text, urgent, startsAt, beds } = validate(PagesDto, body);
  // By address: a bed that is there twice is paged once.
  const values = new Map(beds.map((bed, i) => readBed(bed, i)));
  const hasValues = [...values.values()].some((each) => each !== null);
  const page: Page = { text, urgent: isTrue(urgent) };
  const start = readTimestamp(startsAt);
  return {
    ...{ channel: 'page', payload: JSON.stringify(page), priority: page.urgent, sender: null, fallback: null, units: null },
    recipients: new AddressList([...values.keys()], hasValues ? [...values.values()] : null),
    startsAt: start === undefined ? null : new Date(start),
    expiresAt: null,
  };
}

/** The bed's address, and the values of its recipient. */
function readBed(bed: unknown, i: number): [string, string | null] {
  const { address: written, name } = isObject(bed) ? bed : {};
  const address = readAddress(written);
  if (address === undefined) throw invalid(`beds[${i}].address`, 'is not a bed');
  return [address, typeof name === 'string' ? JSON.stringify({ name }) : null];
}
