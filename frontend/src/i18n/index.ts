import i18next, { type i18n } from 'i18next';
import { initReactI18next } from 'react-i18next';
import type { catalogue as english } from './en';
import { preferredLanguage, storedLanguage, storeLanguage, type Language } from './languages';

export type Catalogue = typeof english;

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'translation';
    resources: { translation: Catalogue };
    returnNull: false;
  }
}

/** Each language is a chunk of its own: only the chosen one is loaded. */
const CATALOGUES: Record<Language, () => Promise<{ catalogue: Catalogue }>> = {
  en: () => import('./en'),
  fr: () => import('./fr'),
};

async function ensure(instance: i18n, language: Language): Promise<void> {
  if (instance.hasResourceBundle(language, 'translation')) return;
  const { catalogue } = await CATALOGUES[language]();
  instance.addResourceBundle(language, 'translation', catalogue);
}

export async function startI18n(): Promise<void> {
  await i18next.use(initReactI18next).init({
    resources: {},
    fallbackLng: false,
    interpolation: { escapeValue: false },
    react: { useSuspense: false },
  });
  await showLanguage(preferredLanguage(storedLanguage(), window.navigator.languages));
}

/** Switches the whole screen over, and remembers the choice on this device. */
async function showLanguage(language: Language): Promise<void> {
  await ensure(i18next, language);
  await i18next.changeLanguage(language);
  document.documentElement.lang = language;
}

export async function chooseLanguage(language: Language): Promise<void> {
  storeLanguage(language);
  await showLanguage(language);
}
