// How numbers and senders are told apart in the opt-out list, whoever writes them down: a carrier, a client, the configuration.
import { createHash } from 'node:crypto';

const NUMBER = /^\+?([1-9]\d{6,14})$/;

/** Of all senders. */
export const ANYONE = '';
/** By all tenants. */
export const EVERY_TENANT = '';

/** The digits of an E.164 number; undefined for a short code or a name, which nothing is sent to. */
export const numberOf = (address: string): number | undefined => {
  const [, digits] = NUMBER.exec(address) ?? [];
  return digits === undefined ? undefined : Number(digits);
};

/** The same for `+12025550100` and `12025550100`, `ACME` and `Acme`. */
export const senderKey = (sender: string): string => sender.trim().replace(/^\+/, '').toLowerCase();

/** The lane whose weight for this number is highest: stays where it is when lanes are added, unless the new one wins. */
export function laneFor(lanes: readonly number[], number: string): number {
  const weight = (lane: number): string => createHash('sha256').update(`${lane}\n${number}`).digest('hex');
  return lanes.reduce((best, lane) => (weight(lane) > weight(best) ? lane : best), lanes[0] ?? 0);
}
