// Reads the messages in the body of a submit, and checks them (contract section 1). An object and an array are accepted at every level, since
// clients of the Volt MX API send both. An unknown field is refused, since a misspelled startTimestamp would send at once.
import { ApiError } from '../../http/api-error.js';
import { unreadable } from '../../http/json-body.js';
import { isTrue } from '../../requests/reading/flag.js';
import { type Fault, IN_QUERY, invalid, invalidFields } from '../../requests/reading/invalid.js';
import { readTemplate } from '../merge-tags.js';
import { segmentsOf } from '../segments.js';
import type { SmsConfig } from '../settings.js';
import type { SmsChannel } from '../sms.js';
import type { SubmitMessage } from './submit-message.js';
import { isAbsent, isObject, validate } from '../../requests/reading/validate.js';
import { NO_RECIPIENTS, type PersonalText, readRecipients, type Recipients } from './read-recipients.js';
import type { RecipientList, Unsettled } from './recipients.js';
import { MessageDto, SubmitQueryDto } from './submit.dto.js';
import { aheadFault, isUnset, readTimestamp, startFault } from '../../requests/reading/timestamp.js';
import { TOO_LARGE } from '../../http/sentences.js';

/** The most messages of one call. They are stored in one transaction. */
const MAX_MESSAGES = 1_000;
/** The most refused recipients in an answer, over all messages of the call. */
const MOST_SHOWN = 10_000;

const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : [value]);

/**
 * Reads the query of a submit.
 * @param fields true if the query may have the fields of the message
 * @returns those fields, unchecked, and true for a dry run
 * @throws ApiError 400
 */
export function readSubmitQuery(query: unknown, fields: boolean): { fields: object; dryRun: boolean } {
  const { checkUserExistence, dryRun, ...others } = isObject(query) ? query : {};
  const own = validate(SubmitQueryDto, fields ? { checkUserExistence, dryRun } : { checkUserExistence, dryRun, ...others }, IN_QUERY);
  return { fields: others, dryRun: isTrue(own.dryRun) };
}

/** The parameters of reading a submit, besides its body. */
export interface Circumstances {
  config: SmsConfig;
  tenant: string;
  /** True: one invalid number refuses the whole call. */
  strict: boolean;
  /** The lists of recipients that must be settled before the next piece of the body is read. */
  unsettled?: Unsettled;
}

/** Yields between steps. @throws ApiError 400, 413; then nothing of the call is stored */
export function* readSubmit(body: unknown, circumstances: Circumstances): Generator<undefined, SubmitMessage[]> {
  const messages = unwrap(body);
  if (messages.length === 0) throw invalid('message', 'is required');
  if (messages.length > MAX_MESSAGES)
    throw new ApiError(413, TOO_LARGE, [{ field: 'message', message: `should be ${MAX_MESSAGES} at most` }]);
  const now = Date.now();
  const read: SubmitMessage[] = [];
  let room = MOST_SHOWN;
  for (const [i, { fields, channel }] of messages.entries()) {
    const message = yield* readMessage(fields, channel, { ...circumstances, now, at: i + 1 });
    if (message.refused.length > room) message.refused.length = room;
    room -= message.refused.length;
    read.push(message);
    yield;
  }
  return read;
}

/** The message of a call with a separate list of recipients (NDJSON, CSV). @throws ApiError 400, 413 */
export function* readListed(fields: object, list: RecipientList, circumstances: Circumstances): Generator<undefined, SubmitMessage[]> {
  if ('recipients' in fields && !isAbsent(fields.recipients)) throw invalid('recipients', 'should follow, one a line');
  const reading = { ...circumstances, now: Date.now(), at: 1 };
  return [yield* readMessage({ ...fields, recipients: { recipient: list } }, undefined, reading)];
}

interface Wrapped {
  fields: object;
  /** The field of this name next to `message`, which applies to all messages. */
  channel: unknown;
}

function unwrap(body: unknown): Wrapped[] {
  if (!isObject(body)) throw unreadable();
  const root = inside(body, '', ['smsServiceRequest']);
  const service = inside(root.smsServiceRequest, 'smsServiceRequest', ['messages', 'invocationTracking']);
  return listOf(service.messages).flatMap((each) => {
    const group = inside(each, 'messages', ['message', 'channel', 'invocationTracking']);
    return listOf(group.message).map((fields) => {
      if (!isObject(fields)) throw invalid('message', isAbsent(fields) ? 'is required' : 'should be an object');
      return { fields, channel: group.channel };
    });
  });
}

function inside(value: unknown, name: string, known: string[]): Record<string, unknown> {
  if (!isObject(value)) throw invalid(name, isAbsent(value) ? 'is required' : 'should be an object');
  const unknown = Object.keys(value).find((field) => !known.includes(field));
  if (unknown !== undefined) throw invalid(unknown.slice(0, 64), 'is not a known field');
  return value;
}

interface Reading extends Circumstances {
  /** The current time, epoch milliseconds. */
  now: number;
  /** The number of the message in the call, from 1. */
  at: number;
}

function* readMessage(fields: object, outerChannel: unknown, reading: Reading): Generator<undefined, SubmitMessage> {
  const { config, tenant, strict, at } = reading;
  const outer = isAbsent(outerChannel) ? undefined : validate(MessageDto, { channel: outerChannel, content: '-' }, at).channel;
  const dto = validate(MessageDto, fields, at);
  const faults: Fault[] = [];
  const refuse = (field: string, message: string): void => void faults.push({ field, message, at });

  const channel = channelNamed(dto.channel ?? outer);
  if (dto.channel !== undefined && outer !== undefined && channelNamed(outer) !== channel)
    refuse('channel', 'should be the same beside and inside message');
  const template = readTemplate(dto.content);
  const isPersonal = template.tags.length > 0;
  const written = readContent(dto.content, channel, config, refuse);
  // With merge tags, each text is checked (personal.ts).
  const content = isPersonal ? dto.content : withinSegments(written, channel, config, refuse);
  const { startsAt, expiresAt } = readTimes(dto, reading, refuse);
  const sender = dto.sender ?? (config.DEFAULT_SENDER === '' ? null : config.DEFAULT_SENDER);
  if (dto.sender !== undefined && !maySendAs(config.SENDERS, tenant, dto.sender)) refuse('sender', 'is not one that this tenant may use');
  if (faults.length > 0) throw invalidFields(faults);

  const limits = { channel, mostCharacters: mostCharacters(channel, config), mostSegments: config.MAX_SEGMENTS };
  const recipients = yield* readAudience(dto, config, at, isPersonal ? { template, limits } : undefined);
  if (strict && recipients.refusedCount > 0)
    throw invalidFields(recipients.refused.map(({ index, reason }) => ({ field: `recipient[${index}].mobile`, message: reason, at })));
  const priority = isTrue(dto.priorityService);
  // A voice request needs no fallback call.
  const voiceOnFailure = channel === 'text' && isTrue(dto.sendVoiceSmsOnFailure);
  return { channel, content, sender, priority, startsAt, expiresAt, voiceOnFailure, ...recipients };
}

const channelNamed = (name: string | undefined): SmsChannel => (name?.toLowerCase() === 'voicesms' ? 'voice' : 'text');

type Refuse = (field: string, message: string) => void;

const mostCharacters = (channel: SmsChannel, config: SmsConfig): number =>
  channel === 'voice' ? config.VOICE_MAX_LENGTH : config.TEXT_MAX_LENGTH;

function readContent(content: string, channel: SmsChannel, config: SmsConfig, refuse: Refuse): string {
  const most = mostCharacters(channel, config);
  if (content.length <= most) return content;
  // A code point is one or two UTF-16 units, so the rest of a content of megabytes need not be read.
  const codePoints = Array.from(content.slice(0, 2 * most + 2));
  if (codePoints.length <= most) return content;
  if (!config.CUT_LONG_CONTENT) refuse('content', `should have ${most} characters at most`);
  return codePoints.slice(0, most).join('');
}

/** For a content within the limit of code points. A voice call has no segments. */
function withinSegments(content: string, channel: SmsChannel, { MAX_SEGMENTS, CUT_LONG_CONTENT }: SmsConfig, refuse: Refuse): string {
  if (MAX_SEGMENTS === 0 || channel === 'voice') return content;
  const { segments, fits } = segmentsOf(content, MAX_SEGMENTS);
  if (segments <= MAX_SEGMENTS || CUT_LONG_CONTENT) return content.slice(0, fits);
  refuse('content', `should take ${MAX_SEGMENTS} segments at most, not ${segments}`);
  return content;
}

/** Null = now, or no expiry. The database decides if a start has passed, since the clock of this process may be ahead. */
function readTimes(
  { startTimestamp, expiryTimestamp }: MessageDto,
  { config, now }: Reading,
  refuse: Refuse,
): Pick<SubmitMessage, 'startsAt' | 'expiresAt'> {
  const read = (value: unknown): number | null => (isUnset(value) ? null : (readTimestamp(value) ?? null));
  const start = read(startTimestamp);
  const expiry = read(expiryTimestamp);
  const startIs = start === null ? undefined : startFault(start, now, config.SCHEDULE_HORIZON_DAYS);
  if (startIs !== undefined) refuse('startTimestamp', startIs);
  const expiryIs = expiry === null ? undefined : aheadFault(expiry, now, config.SCHEDULE_HORIZON_DAYS);
  if (expiryIs !== undefined) refuse('expiryTimestamp', expiryIs);
  if (expiry !== null && expiry <= now) refuse('expiryTimestamp', 'Expiry Time should not be less than Current Time');
  else if (expiry !== null && expiry <= (start ?? 0)) refuse('expiryTimestamp', 'Expiry Time should not be less than Start Time');
  return { startsAt: start, expiresAt: expiry };
}

/** An entry of SENDERS is `tenant:sender`, or `sender` for all tenants. An empty list allows every sender. */
const maySendAs = (senders: readonly string[], tenant: string, sender: string): boolean =>
  senders.length === 0 || senders.includes(sender) || senders.includes(`${tenant}:${sender}`);

function* readAudience(
  { recipients, segment, segments }: MessageDto,
  config: SmsConfig,
  at: number,
  text: PersonalText | undefined,
): Generator<undefined, Recipients> {
  if (segment === undefined && segments === undefined) return yield* readRecipients(recipients, config, at, text);
  if (!isAbsent(recipients))
    throw invalidFields([{ field: 'segment', message: 'Either recipient list or segment criteria is allowed, not both', at }]);
  throw new ApiError(400, NO_RECIPIENTS);
}
