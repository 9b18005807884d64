/** The languages that the whole product speaks, each under its own name. */
export const LANGUAGES = { en: 'English', fr: 'Français' } as const;

export type Language = keyof typeof LANGUAGES;

export const isLanguage = (value: unknown): value is Language =>
  typeof value === 'string' && Object.hasOwn(LANGUAGES, value);

/** The language as the reader's region writes it (en-GB, fr-CA), for dates and numbers. */
export function regionOf(language: string, wanted: readonly string[]): string {
  return wanted.find((tag) => tag.toLowerCase().startsWith(`${language}-`)) ?? language;
}

const STORED = 'traverse-language';

/** What somebody chose on this device, else what their browser asks for, else English. */
export function preferredLanguage(
  stored: string | null,
  wanted: readonly string[],
): Language {
  if (isLanguage(stored)) return stored;
  for (const tag of wanted) {
    const base = tag.toLowerCase().split('-')[0];
    if (isLanguage(base)) return base;
  }
  return 'en';
}

/** Storage may be refused (private windows); the choice then lasts for the page. */
export function storedLanguage(): string | null {
  try {
    return window.localStorage.getItem(STORED);
  } catch {
    return null;
  }
}

export function storeLanguage(language: Language): void {
  try {
    window.localStorage.setItem(STORED, language);
  } catch {
    // See above: nothing else depends on it.
  }
}
