// What we write into the addresses that Vonage calls, so that it comes back: a proof that it was us who wrote it there, of one message and no
// other; and the key that an operator makes up for the address of inbound messages, which belong to none.
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { sameHex } from './signature.js';
import type { VonageSettings } from './vonage-settings.js';

const EVENT_PROOF_LENGTH = 32;
/** 128 bits. An address must not be long, and Vonage doesn't say how long it may be. */
const RECEIPT_PROOF_LENGTH = 22;

const same = (one: string, other: string): boolean => {
  const [a, b] = [one, other].map((text) => createHash('sha256').update(text).digest());
  return a !== undefined && b !== undefined && timingSafeEqual(a, b);
};

const receiptProof = (reference: string, { apiSecret }: Pick<VonageSettings, 'apiSecret'>): string =>
  createHmac('sha256', apiSecret).update(`text receipt ${reference}`).digest('base64url').slice(0, RECEIPT_PROOF_LENGTH);

/** Where a text's receipts go. They name its reference by themselves. */
export const receiptUrl = (callback: string, reference: string, settings: Pick<VonageSettings, 'apiSecret'>): string =>
  `${callback}?proof=${receiptProof(reference, settings)}`;

export const isReceiptProven = (reference: string, proof: string, settings: Pick<VonageSettings, 'apiSecret'>): boolean =>
  settings.apiSecret !== '' && same(receiptProof(reference, settings), proof);

/** What events' addresses are proven by: also where calls are all there is, and nothing signs. */
export const eventKeyOf = ({ signatureSecret, privateKey }: Pick<VonageSettings, 'signatureSecret' | 'privateKey'>): string =>
  signatureSecret ?? privateKey ?? '';

const eventProof = (reference: string, key: string): string =>
  createHmac('sha256', key).update(`voice event ${reference}`).digest('hex').slice(0, EVENT_PROOF_LENGTH);

/** Calls carry no reference of ours, so the address of their events does. */
export const eventUrl = (callback: string, reference: string, key: string): string =>
  `${callback}?ref=${reference}&proof=${eventProof(reference, key)}`;

export const isEventProven = (reference: string, proof: string, key: string): boolean =>
  key !== '' && sameHex(eventProof(reference, key), proof);

export const isInboundKey = (given: string, key: string | undefined): boolean => key !== undefined && same(given, key);
