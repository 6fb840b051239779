// The numbers of requests and entries: request ID = lane (10 bits) · sequence (33) · position 0 (20); entry ID = request ID + position. So
// an entry ID names its request, its lane and its position. IDs are decimal strings in interfaces and bigint here, never JavaScript
// numbers.

const POSITION_BITS = 20n;
const LANE_SHIFT = 53n;

/** The largest position, and so the most recipients of a request. */
export const MAX_POSITION = 2 ** 20 - 1;

export const requestIdOf = (lane: number, sequence: bigint): bigint => (BigInt(lane) << LANE_SHIFT) | (sequence << POSITION_BITS);

/** The lane that an ID (of a request or an entry) names. */
export const laneOf = (id: string | bigint): number => Number(BigInt(id) >> LANE_SHIFT) & 1023;

/** The request ID that an entry ID belongs to. */
export const requestOf = (entryId: string | bigint): string => ((BigInt(entryId) >> POSITION_BITS) << POSITION_BITS).toString();

/** 1 … 1,048,575 for an entry ID, 0 for a request ID. */
export const positionOf = (entryId: string | bigint): number => Number(BigInt(entryId) & ((1n << POSITION_BITS) - 1n));
