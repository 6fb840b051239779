// Sentences that routes of several folders answer with, to the letter of the contract.
export const INVALID_REQUEST = 'Invalid Request';
export const UNREADABLE = 'Failed to parse the input request';
export const TOO_LARGE = 'Request is too large';
export const UNSUPPORTED = 'Content type is not supported';
export const SERVER_FAILURE = 'Server failure to process request';
