// The list of settings for people: in `npm start -- --help`, and in docs/reference/settings.md (a test compares its table).
import type { SettingsTable } from './settings.js';

/** A setting as a line of `npm start -- --help`, and as a row of the table in docs/reference/settings.md. */
export function describeSetting(name: string, table: SettingsTable): { line: string; row: string } {
  const setting = table[name];
  if (setting === undefined) throw new Error(`There is no setting ${name}`);
  const { about, fallback, secret } = setting;
  const file = secret ? ` (or \`${name}_FILE\`)` : '';
  const width = Math.max(...Object.keys(table).map((each) => each.length));
  return {
    line: `  ${name.padEnd(width)}  ${about}${fallback === '' ? '' : ` [${fallback}]`}${file.replaceAll('`', '')}`,
    row: `| \`${name}\`${file} | ${fallback === '' ? '' : `\`${fallback}\``} | ${about} |`,
  };
}

/** One line for each setting. */
export const describeSettings = (table: SettingsTable): string =>
  Object.keys(table)
    .map((name) => describeSetting(name, table).line)
    .join('\n');
