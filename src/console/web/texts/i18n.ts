// Which language the console speaks: the one chosen before, else the browser's, else English. English is always there; another one is
// loaded before anything is shown in it.
import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { en, type Texts } from './en.js';
import { browserTags, languageOf } from './locale.js';
import { addServerTexts, type ServerTexts } from './server-text.js';

export const LANGUAGES = { en: 'English', de: 'Deutsch' } as const;
export type Language = keyof typeof LANGUAGES;

const OTHERS: Record<Exclude<Language, 'en'>, () => Promise<[Texts, ServerTexts]>> = {
  de: async () => {
    const { de, deServerTexts } = await import('./de.js');
    return [de, deServerTexts];
  },
};
const CHOICE = 'console-language';

export const isLanguage = (text: string | null | undefined): text is Language => typeof text === 'string' && Object.hasOwn(LANGUAGES, text);

/** Null also where the browser keeps nothing of this site. */
function chosen(): string | null {
  try {
    return localStorage.getItem(CHOICE);
  } catch {
    return null;
  }
}

function preferred(): Language {
  return [chosen(), ...browserTags().map(languageOf)].find(isLanguage) ?? 'en';
}

async function show(language: Language): Promise<void> {
  if (language !== 'en' && !i18next.hasResourceBundle(language, 'shell')) {
    const [all, serverTexts] = await OTHERS[language]();
    for (const [namespace, texts] of Object.entries(all)) i18next.addResourceBundle(language, namespace, texts);
    addServerTexts(language, serverTexts);
  }
  await i18next.changeLanguage(language);
  document.documentElement.lang = language;
}

export async function chooseLanguage(language: Language): Promise<void> {
  try {
    localStorage.setItem(CHOICE, language);
  } catch {
    // It is chosen for this visit alone.
  }
  await show(language);
}

export async function startTexts(): Promise<void> {
  await i18next.use(initReactI18next).init({
    lng: 'en',
    fallbackLng: 'en',
    defaultNS: 'shell',
    resources: { en },
    // React escapes what it shows.
    interpolation: { escapeValue: false },
  });
  await show(preferred());
}
