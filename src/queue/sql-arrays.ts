// Arrays as PostgreSQL reads them. pg's own way looks at each value twice by a regular expression and quotes all of them: for a window
// of 200 one-recipient requests 0.9 ms, a third of what its record cost this process.

export const numbers = (values: readonly (number | string)[]): string => `{${values.join(',')}}`;

/** What may stand in an array as it is; a word that means null is quoted. */
const PLAIN = /^(?!null$)[\w.:+-]+$/i;

const quoted = (value: string | null): string => {
  if (value === null) return 'NULL';
  return PLAIN.test(value) ? value : `"${value.replace(/["\\]/g, '\\$&')}"`;
};

export const texts = (values: readonly (string | null)[]): string => `{${values.map(quoted).join(',')}}`;
