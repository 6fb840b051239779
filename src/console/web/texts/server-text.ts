// What the server says, in the chosen language: reasons of failures, what is wrong with a field, why a number is refused. The server says
// it in English; what a language has no words for is shown as it came, such as what a provider's own people wrote.
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';

/** English to the language; `{}` stands for any text, which is looked up by itself and put in place of the `{}` there, in order. */
export type ServerTexts = Readonly<Record<string, string>>;

interface Template {
  pattern: RegExp;
  words: string;
}

interface Known {
  plain: ReadonlyMap<string, string>;
  templates: readonly Template[];
}

const languages = new Map<string, Known>();
const escaped = (text: string): string => text.replace(/[.*+?^$()|[\]\\]/g, '\\$&');
/** Both apostrophes are written. */
const plainly = (text: string): string => text.replaceAll('’', "'");
const PLACE = '{}';

export function addServerTexts(language: string, texts: ServerTexts): void {
  const entries = Object.entries(texts).map(([said, words]) => [plainly(said), words] as const);
  const templates = entries.filter(([said]) => said.includes(PLACE));
  languages.set(language, {
    plain: new Map(entries.filter(([said]) => !said.includes(PLACE))),
    templates: templates
      // The one with the most words of its own first.
      .sort(([a], [b]) => b.length - a.length)
      .map(([said, words]) => ({ pattern: new RegExp(`^${said.split(PLACE).map(escaped).join('([^]+?)')}$`, 'd'), words })),
  });
}

const DEEPEST = 4;

function said(text: string, { plain, templates }: Known, depth = 0): string {
  const whole = plain.get(plainly(text));
  if (whole !== undefined) return whole;
  if (depth === DEEPEST) return text;
  for (const { pattern, words } of templates) {
    // As long as the text itself: what has no words keeps its own apostrophes.
    const found = pattern.exec(plainly(text))?.indices;
    if (found === undefined) continue;
    let at = 0;
    return words.replaceAll(PLACE, () => said(text.slice(...(found[++at] ?? [0, 0])), { plain, templates }, depth + 1));
  }
  return text;
}

export function useServerText(): <Text extends string | undefined>(text: Text) => Text | string {
  const { i18n } = useTranslation();
  const { language } = i18n;
  return useCallback(
    <Text extends string | undefined>(text: Text) => {
      const known = languages.get(language);
      return known === undefined || text === undefined ? text : said(text, known);
    },
    [language],
  );
}
