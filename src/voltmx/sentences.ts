// The sentences of answers that several routes of the compatible API share. The contract defines them byte for byte.
export const INVALID_KEYS_IN_REQUEST = 'The Request Contains Invalid keys';
export const NO_SENT_DATE = 'Please provide sent date';
export const NO_AUDIENCE_ID = 'Audience ID is missing';
export const NO_SUCH_SMS = 'Invalid SMS ID. No message found with the provided ID';
export const NO_DATA = 'No data found';
export const INBOUND_QUEUED = 'Request queued.';
export const PROVIDER_INBOUND_QUEUED = 'Request Queued';
export const CONFIGURATION_STORED = 'Details updated successfully';
