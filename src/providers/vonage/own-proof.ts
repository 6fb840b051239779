// Values that we write into the addresses that Vonage calls: a proof that we wrote it, for one message and no other; and the key that an
// operator invents for the address of inbound messages, which belong to no message.
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { sameHex } from './signature.js';
import type { VonageSettings } from './vonage-settings.js';

const EVENT_PROOF_LENGTH = 32;
/** 128 bits. The address should be short, and Vonage documents no maximum. */
const RECEIPT_PROOF_LENGTH = 22;

const same = (one: string, other: string): boolean => {
  const [a, b] = [one, other].map((text) => createHash('sha256').update(text).digest());
  return a !== undefined && b !== undefined && timingSafeEqual(a, b);
};

const receiptProof = (reference: string, { apiSecret }: Pick<VonageSettings, 'apiSecret'>): string =>
  createHmac('sha256', apiSecret).update(`text receipt ${reference}`).digest('base64url').slice(0, RECEIPT_PROOF_LENGTH);

/** The address for receipts of a text. They carry its reference themselves. */
export const receiptUrl = (callback: string, reference: string, settings: Pick<VonageSettings, 'apiSecret'>): string =>
  `${callback}?proof=${receiptProof(reference, settings)}`;

export const isReceiptProven = (reference: string, proof: string, settings: Pick<VonageSettings, 'apiSecret'>): boolean =>
  settings.apiSecret !== '' && same(receiptProof(reference, settings), proof);

/** The secret for the proof in addresses of events: the signature secret, or the private key if there is none. */
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
