// The meaning of each documented state of a message, in callbacks and in the answer to a query. Sources:
// docs.clickatell.com/channels/one-api/one-api-message-status-table and help.clickatell.com/developers-api-reference/reference/one-api (the
// names without a number). The WHATSAPP_… states belong to a channel that this provider does not use.
export type Meaning = 'under way' | 'delivered' | 'undelivered' | 'not known';

export interface State {
  /** Undefined if only the name is documented. */
  code?: number;
  name: string;
  meaning: Meaning;
  reason?: string;
}

const undelivered = (code: number | undefined, name: string, reason: string): State => ({
  ...(code !== undefined && { code }),
  name,
  meaning: 'undelivered',
  reason,
});

export const STATES: readonly State[] = [
  { code: 1, name: 'UNKNOWN', meaning: 'not known' },
  { code: 2, name: 'QUEUED', meaning: 'under way' },
  { code: 3, name: 'SCHEDULED', meaning: 'under way' },
  { code: 4, name: 'SENT_TO_SUPPLIER', meaning: 'under way' },
  { code: 5, name: 'DEVICE_ACK', meaning: 'delivered' },
  { code: 6, name: 'READ', meaning: 'delivered' },
  undelivered(20, 'EXPIRED', 'it expired at the provider'),
  undelivered(21, 'STOPPED_BY_USER', 'stopped by the account’s user'),
  undelivered(22, 'STOPPED_BY_ADMIN', 'stopped by the provider'),
  undelivered(23, 'DELIVERY_FAILURE', 'the delivery failed'),
  undelivered(24, 'EMULATED', 'the provider only emulated it'),
  undelivered(25, 'INSUFFICIENT_ACCOUNT_BALANCE', 'the account’s balance did not suffice'),
  undelivered(26, 'VOLUME_LIMIT', 'the account’s volume limit was exceeded'),
  undelivered(27, 'VOLUME_LIMIT_DAILY', 'the account’s daily volume limit was exceeded'),
  undelivered(28, 'VOLUME_LIMIT_MONTHLY', 'the account’s monthly volume limit was exceeded'),
  undelivered(29, 'RECIPIENT_DOES_NOT_EXIST', 'there is no such recipient'),
  undelivered(undefined, 'STOP_MARKETING_MESSAGES', 'the recipient wants no marketing messages'),
  undelivered(undefined, 'EXCESSIVE_MESSAGES_TO_RECIPIENT', 'too many messages to the recipient'),
  undelivered(60, 'ENCRYPTION_ACCESS_DENIED', 'the provider could not decrypt it'),
  undelivered(61, 'ENCRYPTION_CONTENT_ERROR', 'the provider could not decrypt it'),
  undelivered(undefined, 'ENCRYPTION_VALIDATION_ERROR', 'the provider could not decrypt it'),
  undelivered(undefined, 'ANONYMOUS_USER_ID_INVALID', 'the recipient’s ID is not valid'),
  undelivered(undefined, 'ANONYMOUS_USER_ID_ERROR', 'the recipient’s ID is not valid'),
  undelivered(80, 'MEDIA_NOT_FOUND', 'its media were not found'),
  undelivered(81, 'MEDIA_SIZE_ERROR', 'its media were too large'),
  undelivered(82, 'MEDIA_CHECKSUM_FAILURE', 'its media were damaged'),
  undelivered(83, 'MEDIA_REJECTED_BY_SUPPLIER', 'its media were rejected'),
  undelivered(84, 'MEDIA_METADATA_ERROR', 'its media were not as described'),
  undelivered(85, 'MEDIA_ACCESS_ERROR', 'its media could not be read'),
  undelivered(undefined, 'MEDIA_TYPE_NOT_SUPPORTED', 'its media are not supported'),
  undelivered(100, 'ROUTING_ERROR', 'there is no route to the recipient'),
];

const BY_NAME = new Map(STATES.map((state) => [state.name, state]));
const BY_CODE = new Map(STATES.map((state) => [state.code, state]));

/** The state by its name, else by its number. Undefined if it is not documented; it then has no effect. */
export function stateOf(name: unknown, code?: unknown): State | undefined {
  if (typeof name === 'string') return BY_NAME.get(name);
  return typeof code === 'number' ? BY_CODE.get(code) : undefined;
}
