// The phone numbers of a request, 8 bytes each: an E.164 number has at most 15 digits, so it is an exact JavaScript number.
import type { Recipients } from '../../queue/recipients.js';

const PLUS = 0x2b;
const ZERO = 0x30;
/** `+` and 15 digits. */
const MOST_BYTES = 16;
/** Halves of a number that fit 32 bits each. */
const HALF = 10_000_000;
const HALF_DIGITS = 7;

export class PhoneNumbers implements Recipients {
  readonly mostBytes: number;
  readonly hasVariables: boolean;

  /**
   * @param numbers the digits of E.164 numbers, without repeats, in order
   * @param values parallel to them, as JSON objects of name and text; null = no recipient has any
   */
  constructor(
    readonly numbers: Float64Array,
    private readonly values: readonly (string | null)[] | null = null,
  ) {
    this.hasVariables = values !== null;
    this.mostBytes = MOST_BYTES + (values?.reduce((most, each) => Math.max(most, Buffer.byteLength(each ?? '')), 0) ?? 0);
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
    return this.values?.[place] ?? null;
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

  reordered(places: Uint32Array): PhoneNumbers {
    const numbers = new Float64Array(this.length);
    const values = this.values && new Array<string | null>(this.length);
    for (let i = 0; i < numbers.length; i++) {
      const place = places[i] ?? 0;
      numbers[place] = this.number(i);
      if (values) values[place] = this.variables(i);
    }
    return new PhoneNumbers(numbers, values);
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
