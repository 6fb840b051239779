// The national language tables of a short message (3GPP TS 23.038, annex A), by the identifier in its header (TS 23.040, 9.2.3.24.15 and
// .16): one that replaces the whole alphabet (locking shift), one that replaces the extension table (single shift).

/** By septet; a missing septet is read by the basic tables. */
export type Table = ReadonlyMap<number, string>;

/** Sets the characters at consecutive septets. */
const run = (table: Map<number, string>, from: number, characters: Iterable<string>): void => {
  for (const character of characters) table.set(from++, character);
};
const tableOf = (places: Readonly<Record<string, number>>): Table =>
  new Map(Object.entries(places).map(([character, septet]) => [septet, character]));
const plus = (table: Table, more: Table): Table => new Map([...table, ...more]);

const EXTENSION = tableOf({
  ...{ '\f': 0x0a, '^': 0x14, '{': 0x28, '}': 0x29, '\\': 0x2f, '[': 0x3c, '~': 0x3d, ']': 0x3e, '|': 0x40, '€': 0x65 },
});
const TURKISH = tableOf({ '€': 0x04, ı: 0x07, Ğ: 0x0b, ğ: 0x0c, Ş: 0x1c, ş: 0x1d, İ: 0x40, ç: 0x60 });
const PORTUGUESE = tableOf({
  ...{ ê: 0x04, ú: 0x06, í: 0x07, ó: 0x08, ç: 0x09, Ô: 0x0b, ô: 0x0c, Á: 0x0e, á: 0x0f, ª: 0x12, Ç: 0x13, À: 0x14, '∞': 0x15 },
  ...{ '^': 0x16, '\\': 0x17, '€': 0x18, Ó: 0x19, '|': 0x1a, Â: 0x1c, â: 0x1d, Ê: 0x1e, º: 0x24, Í: 0x40, Ã: 0x5b, Õ: 0x5c, Ú: 0x5d },
  ...{ '~': 0x60, ã: 0x7b, õ: 0x7c, '`': 0x7d },
});
const TURKISH_SHIFT = tableOf({ Ğ: 0x47, İ: 0x49, Ş: 0x53, ç: 0x63, ğ: 0x67, ı: 0x69, ş: 0x73 });
const SPANISH_SHIFT = tableOf({ ç: 0x09, Á: 0x41, Í: 0x49, Ó: 0x4f, Ú: 0x55, á: 0x61, í: 0x69, ó: 0x6f, ú: 0x75 });
const PORTUGUESE_SHIFT = tableOf({
  ...{ ê: 0x05, ç: 0x09, Ô: 0x0b, ô: 0x0c, Á: 0x0e, á: 0x0f, Φ: 0x12, Γ: 0x13, Ω: 0x15, Π: 0x16, Ψ: 0x17, Σ: 0x18, Θ: 0x19, Ê: 0x1f },
  ...{ À: 0x41, Í: 0x49, Ó: 0x4f, Ú: 0x55, Ã: 0x5b, Õ: 0x5c, Â: 0x61, í: 0x69, ó: 0x6f, ú: 0x75, ã: 0x7b, õ: 0x7c, â: 0x7f },
});

/**
 * The scripts of India have the same order in Unicode as in these tables: `first` is the beginning of their block, the numbers are places
 * in it.
 */
interface Script {
  first: number;
  /** Places that are not in the locking table. */
  none: readonly number[];
  /** The last ones: septets 0x60 and 0x7B to 0x7F. */
  last: readonly number[];
  /** Places in the single shift: from septet 0x19 on, in free places. */
  shifted: readonly number[];
}

const DANDAS = [0x64, 0x65];
const DEVANAGARI = 0x0900;
const span = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, i) => from + i);
const script = (first: number, none: readonly number[], last: readonly number[], shifted: readonly number[]): Script => ({
  ...{ first, none, last, shifted },
});
const danda = (first: number, places: readonly number[]): number[] => [...DANDAS.map((at) => DEVANAGARI + at - first), ...places];

const SCRIPTS: ReadonlyMap<number, Script> = new Map([
  [
    4, // Bengali
    script(
      0x0980,
      [0x0d, 0x0e, 0x11, 0x12, 0x29, 0x31, 0x33, 0x34, 0x35, 0x45, 0x46, 0x49, 0x4a],
      [0x4e, 0x57, 0x5c, 0x5d, 0x70, 0x71],
      [...span(0x66, 0x6f), ...span(0x5f, 0x63), ...span(0x72, 0x7a)],
    ),
  ],
  // Gujarati
  [5, script(0x0a80, [0x0e, 0x12, 0x29, 0x31, 0x34, 0x46, 0x4a], [0x50, ...span(0x60, 0x63), 0x71], danda(0x0a80, span(0x66, 0x6f)))],
  [
    6, // Hindi
    script(
      0x0900,
      [],
      [0x50, 0x72, 0x7b, 0x7c, 0x7e, 0x7f],
      [...DANDAS, ...[...span(0x66, 0x6f), ...span(0x51, 0x54), ...span(0x58, 0x63), 0x70, 0x71]],
    ),
  ],
  [
    7, // Kannada
    script(
      0x0c80,
      [0x01, 0x0d, 0x11, 0x29, 0x34, 0x45, 0x49],
      [0x55, 0x56, ...span(0x60, 0x63)],
      [...danda(0x0c80, [...span(0x66, 0x6f), 0x5e, 0x71, 0x72])],
    ),
  ],
  [
    8, // Malayalam
    script(
      0x0d00,
      [0x01, 0x0d, 0x11, 0x29, 0x3c, 0x45, 0x49],
      [0x57, ...span(0x60, 0x63), 0x79],
      [...danda(0x0d00, [...span(0x66, 0x75), ...span(0x7a, 0x7f)])],
    ),
  ],
  [
    9, // Oriya
    script(
      0x0b00,
      [0x0d, 0x0e, 0x11, 0x12, 0x29, 0x31, 0x34, 0x45, 0x46, 0x49, 0x4a],
      [0x56, 0x57, ...span(0x60, 0x63)],
      [...danda(0x0b00, [...span(0x66, 0x6f), 0x5c, 0x5d, 0x5f, 0x70, 0x71])],
    ),
  ],
  [
    10, // Punjabi
    script(
      0x0a00,
      [...span(0x0b, 0x0e), 0x11, 0x12, 0x29, 0x31, 0x34, 0x37, 0x3d, ...span(0x43, 0x46), 0x49, 0x4a],
      [0x51, ...span(0x70, 0x74)],
      danda(0x0a00, [...span(0x66, 0x6f), 0x59, 0x5a, 0x5b, 0x5c, 0x5e, 0x75]),
    ),
  ],
  [
    11, // Tamil
    script(
      0x0b80,
      [
        0x01,
        ...span(0x0b, 0x0d),
        0x11,
        ...span(0x16, 0x18),
        0x1b,
        0x1d,
        ...span(0x20, 0x22),
        ...span(0x25, 0x27),
        ...span(0x2b, 0x2d),
      ].concat(...[0x3c, 0x3d, 0x43, 0x44, 0x45, 0x49]),
      [0x50, 0x57, 0x70, 0x71, 0x72, 0x79],
      danda(0x0b80, [...span(0x66, 0x6f), ...span(0x73, 0x78), 0x7a]),
    ),
  ],
  [
    12, // Telugu
    script(
      0x0c00,
      [0x0d, 0x11, 0x29, 0x34, 0x3c, 0x45, 0x49],
      [0x55, 0x56, ...span(0x60, 0x63)],
      // Telugu has no dandas: their septets are empty.
      [-1, -1, ...span(0x66, 0x6f), 0x58, 0x59, ...span(0x78, 0x7f)],
    ),
  ],
]);

const URDU_CODES =
  '0627 0622 0628 067B 0680 067E 06A6 062A 06C2 067F 000A 0679 067D 000D 067A 067C 062B 062C 0681 0684 0683 0685 0686 0687 062D 062E 062F 001B ' +
  '068C 0688 0689 068A 0020 0021 068F 068D 0630 0631 0691 0693 0029 0028 0699 0632 002C 0696 002E 0698';
const URDU_LETTERS =
  '069A 0633 0634 003F 0635 0636 0637 0638 0639 0641 0642 06A9 06AA 06AB 06AF 06B3 06B1 0644 0645 0646 06BA 06BB 06BC 0648 06C4 06D5 06C1 06BE ' +
  '0621 06CC 06D0 06D2 064D 0650 064F 0657 0654';
const URDU_LAST = '0655 0651 0653 0656 0670';
const URDU_SHIFTED =
  '0600 0601 06F0 06F1 06F2 06F3 06F4 06F5 06F6 06F7 06F8 06F9 060C 060D 060E 060F 0610 0611 0612 0613 0614 061B 061F 0640 0652 0658 066B 066C ' +
  '0672 0673 06CD 06D4';
const named = (codes: string): string[] => codes.split(' ').map((code) => String.fromCodePoint(Number.parseInt(code, 16)));

/** The locking tables of India's scripts: the septet of each place of the block. */
const LETTERS: readonly (readonly [septet: number, places: readonly number[]])[] = [
  ...([
    [0x00, [1, 2, 3, ...span(5, 0x0b)]],
    [0x0b, [0x0c, 0x0d]],
    [0x0e, [0x0e, 0x0f]],
  ] as const),
  ...([
    [0x10, span(0x10, 0x1a)],
    [0x1c, span(0x1b, 0x1e)],
    [0x22, span(0x1f, 0x24)],
    [0x2a, [0x25, 0x26]],
    [0x2d, [0x27]],
  ] as const),
  ...([
    [0x2f, [0x28]],
    [0x3c, [0x29, 0x2a, 0x2b]],
    [0x40, span(0x2c, 0x39)],
    [0x4e, span(0x3c, 0x4d)],
  ] as const),
];

function lockingOf({ first, none, last }: Script): Table {
  const table = new Map<number, string>([
    ...([
      [0x0a, '\n'],
      [0x0d, '\r'],
      [0x20, ' '],
      [0x21, '!'],
      [0x28, ')'],
      [0x29, '('],
      [0x2c, ','],
      [0x2e, '.'],
      [0x3f, '?'],
    ] as const),
  ]);
  run(table, 0x30, '0123456789:;');
  run(table, 0x61, 'abcdefghijklmnopqrstuvwxyz');
  for (const [septet, places] of LETTERS)
    run(
      table,
      septet,
      places.map((place) => (none.includes(place) ? ' ' : String.fromCodePoint(first + place))),
    );
  const [special = 0, ...others] = last.map((place) => first + place);
  table.set(0x60, String.fromCodePoint(special));
  run(
    table,
    0x7b,
    others.map((code) => String.fromCodePoint(code)),
  );
  return table;
}

/** The places where a single shift of these scripts has letters of its own. */
const FREE = [0x19, 0x1a, ...span(0x1c, 0x27), ...span(0x2a, 0x2e), ...span(0x30, 0x3b), 0x3f];

function shiftOf(characters: readonly string[]): Table {
  const table = new Map(EXTENSION);
  run(table, 0x00, '@£$¥¿"¤%&\'\f*+\r-/<=>¡^¡_#*');
  run(table, 0x41, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ');
  for (const [i, character] of characters.entries()) if (character !== '') table.set(FREE[i] ?? 0, character);
  return table;
}

function urdu(): Table {
  const table = new Map<number, string>();
  run(table, 0x00, named(URDU_CODES));
  run(table, 0x30, '0123456789:;');
  run(table, 0x3c, named(URDU_LETTERS));
  run(table, 0x61, 'abcdefghijklmnopqrstuvwxyz');
  run(table, 0x7b, named(URDU_LAST));
  return table;
}

const URDU = 13;
export const LOCKING: ReadonlyMap<number, Table> = new Map([
  [1, TURKISH],
  // Spanish (2) has none.
  [3, PORTUGUESE],
  ...[...SCRIPTS].map(([language, each]): [number, Table] => [language, lockingOf(each)]),
  [URDU, urdu()],
]);
export const SHIFT: ReadonlyMap<number, Table> = new Map([
  [0, EXTENSION],
  [1, plus(EXTENSION, TURKISH_SHIFT)],
  [2, plus(EXTENSION, SPANISH_SHIFT)],
  [3, plus(EXTENSION, PORTUGUESE_SHIFT)],
  ...[...SCRIPTS].map(([language, { first, shifted }]): [number, Table] => [
    language,
    shiftOf(shifted.map((place) => (place === -1 ? '' : String.fromCodePoint(first + place)))),
  ]),
  [URDU, shiftOf(named(URDU_SHIFTED))],
]);
