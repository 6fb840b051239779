// The settings as people read them: in `npm start -- --help`, and in docs/reference/settings.md (a test compares its table).
import { type Setting, type SettingName, SETTINGS } from './config.js';

/** A setting in a line of `npm start -- --help`, and in a row of the table in docs/reference/settings.md. */
export function describeSetting(name: SettingName): { line: string; row: string } {
  const { about, fallback, secret }: Setting = SETTINGS[name];
  const file = secret ? ` (or \`${name}_FILE\`)` : '';
  const width = Math.max(...Object.keys(SETTINGS).map((each) => each.length));
  return {
    line: `  ${name.padEnd(width)}  ${about}${fallback === '' ? '' : ` [${fallback}]`}${file.replaceAll('`', '')}`,
    row: `| \`${name}\`${file} | ${fallback === '' ? '' : `\`${fallback}\``} | ${about} |`,
  };
}

/** One line a setting. */
export const describeSettings = (): string => (Object.keys(SETTINGS) as SettingName[]).map((name) => describeSetting(name).line).join('\n');
