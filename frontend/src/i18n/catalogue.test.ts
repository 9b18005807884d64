import i18next from 'i18next';
import { beforeAll, describe, expect, it } from 'vitest';
import { catalogue as english } from './en';
import { catalogue as french } from './fr';
import { preferredLanguage } from './languages';

function keys(value: object, path = ''): string[] {
  return Object.entries(value).flatMap(([key, child]: [string, unknown]) =>
    typeof child === 'object' && child !== null
      ? keys(child, `${path}${key}.`)
      : [`${path}${key}`.replace(/_(one|many|other|zero)$/, '')],
  );
}

describe('catalogues', () => {
  it('have the same keys', () => {
    expect(new Set(keys(french))).toEqual(new Set(keys(english)));
  });
});

describe('French', () => {
  it('never begins a line with a mark that stands after a space', () => {
    expect(JSON.stringify(french).match(/.{0,30} [;:?!»%]/g)).toBeNull();
  });
});

describe('plurals and placeholders', () => {
  const instance = i18next.createInstance();
  beforeAll(async () => {
    await instance.init({
      lng: 'en',
      fallbackLng: false,
      interpolation: { escapeValue: false },
      resources: { en: { translation: english }, fr: { translation: french } },
    });
  });

  it('say none, one and many in both languages', () => {
    const say = (lng: string, count: number) =>
      instance.getFixedT(lng)('opportunities.applicants', { count });
    expect([say('en', 0), say('en', 1), say('en', 12)]).toEqual([
      'Nobody has applied yet',
      '1 applicant',
      '12 applicants',
    ]);
    expect(say('fr', 1)).toBe('1 candidature');
    expect(say('fr', 3_000_000).replace(/\s/g, ' ')).toBe('3 000 000 candidatures');
  });

  it('count levels as people read them', () => {
    const short = (lng: string, count: number) =>
      instance.getFixedT(lng)('match.reason.must_have_short', { skill: 'SQL', count }).replace(/\s/g, ' ');
    expect(short('en', 1)).toBe('SQL is required and 1 level short.');
    expect(short('en', 2.06)).toBe('SQL is required and 2.1 levels short.');
    expect(short('fr', 1.5)).toBe('SQL est exigé : il manque 1,5 niveau.');
  });

  it('puts the two shares into one sentence', () => {
    const shares = { coverage: '78 %', use: '64 %' };
    expect(instance.getFixedT('en')('match.shares_self', shares)).toBe(
      'You cover 78 % of the role; the role uses 64 % of your strengths.',
    );
    expect(instance.getFixedT('fr')('match.shares_named', { ...shares, name: 'Priya' }).replace(/\s/g, ' ')).toBe(
      'Priya couvre 78 % du poste ; le poste utilise 64 % de ses points forts.',
    );
  });
});

describe('the language of the first visit', () => {
  it('is the stored one, else what the browser wants, else English', () => {
    expect(preferredLanguage('fr', ['en-GB'])).toBe('fr');
    expect(preferredLanguage(null, ['de-DE', 'fr-CA', 'en'])).toBe('fr');
    expect(preferredLanguage('klingon', ['de-DE'])).toBe('en');
  });
});
