// Checks the text of each recipient of a content with merge tags. A recipient without a value, or with a too long text, is refused; the
// others are kept. Only the values that the content names are stored. The hand-over makes the text from them, by the same code.
import { fill, type Template, type Values } from '../merge-tags.js';
import { PhoneNumbers } from '../phones/phone-numbers.js';
import { type ENCODINGS, segmentsOf, type TextCosts } from '../segments.js';
import type { SmsChannel } from '../sms.js';
import type { NumberSet } from './number-set.js';
import { ValueColumn } from './values.js';

export interface TextLimits {
  channel: SmsChannel;
  /** The limit of a text, in code points. */
  mostCharacters: number;
  /** The limit of segments; 0 = no limit. */
  mostSegments: number;
}

/** The recipients of one message, without repetitions. */
export interface Gathered {
  numbers: NumberSet;
  /** The values, by the place of the number. */
  values: ValueColumn;
  refusePlace(place: number, reason: string): void;
}

export interface Personal {
  recipients: PhoneNumbers;
  costs: TextCosts;
}

/** The number of recipients between two yields. */
const STEP = 256;

/** Yields between steps. The list must be settled; refused recipients are removed from it. */
export function* personalised(list: Gathered, template: Template, limits: TextLimits): Generator<undefined, Personal> {
  const { numbers, values } = list;
  const names = new Set(template.tags.map(({ name }) => name));
  const kept = new Float64Array(numbers.size);
  const keptValues = new ValueColumn();
  const costs = new Costs();
  let size = 0;
  for (const [place, number] of numbers.values().entries()) {
    const given = values.get(place);
    const named = given === null ? undefined : only(JSON.parse(given) as Values, names);
    const text = fill(template, named);
    // Computed once, for the limit and for the sum of all texts.
    const cost = typeof text === 'string' && limits.channel === 'text' ? segmentsOf(text) : undefined;
    const reason = typeof text === 'string' ? tooLong(text, cost?.segments ?? 0, limits) : text.refused;
    if (reason !== undefined) list.refusePlace(place, reason);
    else {
      if (named !== undefined) keptValues.set(size, JSON.stringify(named));
      kept[size++] = number;
      if (cost !== undefined) costs.add(cost);
    }
    if (place % STEP === STEP - 1) yield;
  }
  return { recipients: new PhoneNumbers(kept.subarray(0, size), keptValues.isEmpty ? null : keptValues), costs: costs.all };
}

/** @returns undefined if the recipient has none of the named values */
function only(values: Values, names: ReadonlySet<string>): Values | undefined {
  const named = Object.entries(values).filter(([name]) => names.has(name));
  return named.length === 0 ? undefined : Object.fromEntries(named);
}

/** @param segments of the text; 0 for a voice call */
function tooLong(text: string, segments: number, { mostCharacters, mostSegments }: TextLimits): string | undefined {
  if (text.length > mostCharacters && Array.from(text).length > mostCharacters)
    return `has a text of more than ${mostCharacters} characters`;
  if (text.trim() === '') return 'has an empty text';
  return mostSegments > 0 && segments > mostSegments
    ? `has a text of ${segments} segments, ${mostSegments} at most are allowed`
    : undefined;
}

class Costs {
  private least = Infinity;
  private most = 0;
  private total = 0;
  private readonly encodings = new Set<(typeof ENCODINGS)[number]>();

  add({ segments, encoding }: ReturnType<typeof segmentsOf>): void {
    this.least = Math.min(this.least, segments);
    this.most = Math.max(this.most, segments);
    this.total += segments;
    this.encodings.add(encoding);
  }

  get all(): TextCosts {
    if (this.encodings.size === 0) return { least: null, most: null, total: null, encoding: null };
    const [encoding] = this.encodings;
    const { least, most, total } = this;
    return { least, most, total, encoding: this.encodings.size === 1 ? encoding : undefined };
  }
}
