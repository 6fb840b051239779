// Groups the statuses of entries for a person who considers a cancel: waiting, in progress, handed over, ended.
import type { Counts } from '../../api/answers.js';
import { colourOf } from '../../shell/status-colours.js';

export const SHARES = ['waiting', 'inHand', 'submitted', 'delivered', 'failed', 'inDoubt', 'cancelled', 'recalled'] as const;
export type Share = (typeof SHARES)[number];
export type StatusShares = Record<Share, number>;

/** The sum is the recipients. */
export const statusSharesOf = (counts: Counts): StatusShares => ({
  waiting: counts.Initial + counts['Queue Full'],
  inHand: counts.Sending,
  submitted: counts.Submitted,
  delivered: counts.Delivered,
  failed: counts.Undelivered + counts.Expired + counts.Rejected + counts['Not Attempted'],
  inDoubt: counts['In doubt'],
  cancelled: counts.Cancelled,
  recalled: counts.recalled,
});

/** Something of it may still begin, or comes to an end soon. */
export const isMoving = ({ waiting, inHand }: StatusShares): boolean => waiting + inHand > 0;

/** True if a cancel may change the request: the rule by which the server selects requests of a filter. */
export const isCancellable = ({ waiting, inHand, inDoubt, submitted }: StatusShares): boolean => waiting + inHand + inDoubt + submitted > 0;

/** `failed` is whatever did not arrive, in the colour of what was not delivered. */
export const SHARE_COLOUR: Record<Share, string> = {
  waiting: colourOf('initial'),
  inHand: colourOf('sending'),
  submitted: colourOf('submitted'),
  delivered: colourOf('delivered'),
  failed: colourOf('undelivered'),
  inDoubt: colourOf('in-doubt'),
  cancelled: colourOf('cancelled'),
  recalled: colourOf('recalled'),
};
