// The sentences of answers that several routes share. The contract defines them byte for byte.
export const NOTHING_CANCELLABLE = 'No cancellable messages found';
export const NOTHING_IN_DOUBT = 'No in-doubt messages found';
export const TOO_MANY_WAITING = 'Too many messages are waiting';
export const NOT_A_REQUEST_ID = 'Request ID should not contain alphabets or special characters';
export const BAD_REQUEST_ID = 'Invalid request ID';

export const KEY_IS_RUNNING = 'The first request with this Idempotency-Key is still running';
export const KEY_USED_OTHERWISE = 'The Idempotency-Key was used with another request';

/** It has two spaces, as in the Volt MX API. */
export const cancelledSentence = (count: number, id: string): string =>
  `Cancelled  ${count} message entries of the Message with ID : ${id}`;
