// The number of recipients and segments of the draft: from the server's check of this draft, or else estimated here.
import { type Price, times } from '../../../../platform/price.js';
import type { SubmitAnswer } from '../../api/answers.js';
import type { Settings } from '../../api/session.js';
import { type ListRead, uniqueOf } from './list.js';
import type { Measure } from './measure.js';

export interface Amount {
  /** Null = not known yet */
  recipients: number | null;
  /** In all; null for a call too */
  segments: number | null;
  /** Null = no price is known, or it is a call */
  cost: Price | null;
  isChecked: boolean;
}

export function amountOf(
  checked: SubmitAnswer | undefined,
  list: ListRead | undefined,
  { segments }: Measure,
  { segmentPrice }: Settings,
): Amount {
  const recipients = checked?.recipientCount ?? (list === undefined ? null : uniqueOf(list));
  const each = checked === undefined ? segments : checked.segments;
  const inAll = recipients === null || each === null ? null : recipients * each;
  const reckoned = inAll === null || segmentPrice === null ? null : times(inAll, segmentPrice);
  return { recipients, segments: inAll, cost: checked === undefined ? reckoned : (checked.cost ?? null), isChecked: checked !== undefined };
}
