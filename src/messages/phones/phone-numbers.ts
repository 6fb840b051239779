// The phone numbers of a request, 8 bytes each: an E.164 number has at most 15 digits, so it is an exact JavaScript number.
import type { Recipients } from '../../queue/recipients.js';
import type { ValueColumn } from '../submit/values.js';

const PLUS = 0x2b;
const ZERO = 0x30;
/** `+` and 15 digits. */
const MOST_BYTES = 16;
/** Splits a number into two halves of at most 32 bits. */
const HALF = 10_000_000;
const HALF_DIGITS = 7;

export class PhoneNumbers implements Recipients {
  readonly mostBytes: number;
  readonly hasVariables: boolean;

  /**
   * @param numbers the digits of E.164 numbers, without repeats, in order
   * @param values of the recipients, by place; null = no recipient has values
   */
  constructor(
    readonly numbers: Float64Array,
    private readonly values: ValueColumn | null = null,
  ) {
    this.hasVariables = values !== null;
    this.mostBytes = MOST_BYTES + (values?.mostBytes ?? 0);
  }

  get length(): number {
    return this.numbers.length;
  }

  number(place: number): number {
    return this.numbers[place] ?? 0;
  }

  address(place: number): string {
    return `+${this.number(place)}`;
  }

  variables(place: number): string | null {
    return this.values?.get(place) ?? null;
  }

  writeAddress(place: number, rows: Buffer, at: number): number {
    const number = this.number(place);
    const digits = digitsOf(number);
    rows[at] = PLUS;
    const first = at + 1;
    const upper = Math.floor(number / HALF);
    const split = Math.max(0, digits - HALF_DIGITS);
    writeDigits(rows, first + split, first + digits, number - upper * HALF);
    writeDigits(rows, first, first + split, upper);
    return first + digits;
  }

  writeVariables(place: number, rows: Buffer, at: number): number {
    const values = this.values?.bytes(place);
    return values === undefined ? -1 : at + values.copy(rows, at);
  }

  reordered(places: Uint32Array): PhoneNumbers {
    const numbers = new Float64Array(this.length);
    for (let i = 0; i < numbers.length; i++) numbers[places[i] ?? 0] = this.number(i);
    return new PhoneNumbers(numbers, this.values?.reordered(places));
  }
}

function digitsOf(number: number): number {
  let digits = 1;
  for (let power = 10; power <= number; power *= 10) digits++;
  return digits;
}

function writeDigits(rows: Buffer, from: number, to: number, value: number): void {
  for (let at = to - 1, left = value; at >= from; at--) {
    const next = Math.floor(left / 10);
    rows[at] = ZERO + left - next * 10;
    left = next;
  }
}
