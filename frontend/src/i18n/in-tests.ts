// Both languages, for tests of components; English first.
import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { catalogue as english } from './en';
import { catalogue as french } from './fr';

export const i18n = i18next.createInstance();
await i18n.use(initReactI18next).init({
  lng: 'en',
  fallbackLng: false,
  interpolation: { escapeValue: false },
  resources: { en: { translation: english }, fr: { translation: french } },
});
