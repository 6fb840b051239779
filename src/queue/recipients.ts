// The recipients of a request as columns. The queue stores, routes and counts recipients by place and never interprets an address. A
// channel with a compact form of its addresses brings its own implementation (24 MB for a million phone numbers); AddressList serves all
// others.

/** Addresses without repeats, each with the values of its recipient. Places count from 0. */
export interface Recipients {
  readonly length: number;
  /** Most bytes that one address and its variables take in a row. */
  readonly mostBytes: number;
  /** False: no recipient has variables, and the column costs nothing. */
  readonly hasVariables: boolean;
  address(place: number): string;
  /** JSON object of name and text; null = none. */
  variables(place: number): string | null;
  /** Writes the address in UTF-8. @returns the position after it */
  writeAddress(place: number, rows: Buffer, at: number): number;
  /** Writes the variables in UTF-8. @returns the position after them; -1 where the recipient has none */
  writeVariables(place: number, rows: Buffer, at: number): number;
  /** The same recipients in another order. @param places the new place of each */
  reordered(places: Uint32Array): Recipients;
}

/** Finds the first of several lists of patterns that an address matches. */
export interface Matcher {
  /** @returns the index of the first matching list, or the number of lists if the address matches none */
  of(recipients: Recipients, place: number): number;
  ofAddress(address: string): number;
}

/** Addresses as strings, for any channel. */
export class AddressList implements Recipients {
  readonly mostBytes: number;
  readonly hasVariables: boolean;

  /** @param addresses without repeats. @param values parallel to them; null = no recipient has any */
  constructor(
    private readonly addresses: readonly string[],
    private readonly values: readonly (string | null)[] | null = null,
  ) {
    this.hasVariables = values !== null;
    this.mostBytes = addresses.reduce((most, address, i) => {
      const bytes = Buffer.byteLength(address) + Buffer.byteLength(values?.[i] ?? '');
      return Math.max(most, bytes);
    }, 0);
  }

  get length(): number {
    return this.addresses.length;
  }

  address(place: number): string {
    return this.addresses[place] ?? '';
  }

  variables(place: number): string | null {
    return this.values?.[place] ?? null;
  }

  writeAddress(place: number, rows: Buffer, at: number): number {
    return at + rows.write(this.address(place), at);
  }

  writeVariables(place: number, rows: Buffer, at: number): number {
    const values = this.variables(place);
    return values === null ? -1 : at + rows.write(values, at);
  }

  reordered(places: Uint32Array): Recipients {
    const addresses = new Array<string>(this.length);
    const values = this.values && new Array<string | null>(this.length);
    for (const [i, place] of places.entries()) {
      addresses[place] = this.address(i);
      if (values) values[place] = this.variables(i);
    }
    return new AddressList(addresses, values);
  }
}
