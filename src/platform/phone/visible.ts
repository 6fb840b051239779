// The visible part of a text: without characters that show nothing (marks of direction, joiners, variation selectors, soft hyphens, control
// characters), and with each character in its plain form. The server and the console read numbers and keywords through it.

/** Tabs, line ends and separators of lines are visible: they separate words. */
const INVISIBLE = /[\p{Default_Ignorable_Code_Point}\p{Cf}]|(?![\t-\r\x85])\p{Cc}/gu;
/** Raised, circled and Roman figures and fractions stay unchanged: converted to digits they would make another number. */
const FOLDED = /[^\p{No}\p{Nl}]+/gu;
const PLAIN = /^[\t-\r\x20-\x7e]*$/;
const DIGIT = /^\p{Nd}$/u;
const FOREIGN_DIGITS = /(?![0-9])\p{Nd}/gu;

export const visible = (text: string): string =>
  PLAIN.test(text) ? text : text.replace(INVISIBLE, '').replace(FOLDED, (run) => run.normalize('NFKC'));

/** Decimal digits of every script as 0–9. In Unicode each script has its digits in a row that begins with zero. */
export function asciiDigits(text: string): string {
  return text.replace(FOREIGN_DIGITS, (digit) => {
    const at = digit.codePointAt(0) ?? 0;
    let first = at;
    while (DIGIT.test(String.fromCodePoint(first - 1))) first--;
    return String((at - first) % 10);
  });
}
