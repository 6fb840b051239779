// What the browser says of its languages and its time zone, as far as Intl takes it. It may say what is no BCP 47 tag (`en-US@posix`,
// `de_DE.UTF-8`, `C`) or a zone that it doesn't know itself (`Etc/Unknown`), and Intl throws at either.

/** As Intl takes it, without what it doesn't; null where nothing is left. */
function canonical(tag: string): string | null {
  const parts = (tag.split(/[@.]/, 1)[0] ?? '').split(/[-_]/);
  for (let length = parts.length; length > 0; length--) {
    try {
      return Intl.getCanonicalLocales(parts.slice(0, length).join('-'))[0] ?? null;
    } catch {
      // What it is without its last part is tried next.
    }
  }
  return null;
}

/** The browser's languages, the preferred one first. */
export function browserTags(): string[] {
  // Not in every browser.
  const { languages, language } = navigator as { languages?: readonly unknown[]; language?: unknown };
  const said = languages !== undefined && languages.length > 0 ? languages : [language];
  return said.flatMap((tag) => (typeof tag === 'string' ? (canonical(tag) ?? []) : []));
}

/** Of `en-GB`, `en`. */
export const languageOf = (tag: string): string => tag.split('-', 1)[0] ?? '';

function isZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

/** The browser's zone; UTC where it has none that it can reckon with. */
export function browserZone(): string {
  const said = new Intl.DateTimeFormat('en').resolvedOptions().timeZone as string | undefined;
  return said !== undefined && isZone(said) ? said : 'UTC';
}

/** Those that the browser knows, its own among them. UTC is a zone too, but browsers do not list it. */
export function zones(): string[] {
  // Not in every browser.
  const { supportedValuesOf } = Intl as { supportedValuesOf?: (key: 'timeZone') => string[] };
  return [...new Set(['UTC', ...(supportedValuesOf?.('timeZone') ?? []), browserZone()])];
}
