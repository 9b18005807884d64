import { describe, expect, it } from 'vitest';
import {
  daysUntil,
  formatCountry,
  formatDate,
  formatFixed,
  formatLanguage,
  formatList,
  formatMoney,
  formatPay,
  formatPercent,
  formatRelativeDays,
  formatWords,
  minorDigits,
  separatorsOf,
  toMajor,
  toMinor,
} from './format';
import { regionOf } from './languages';

/** `Intl` uses no-break and thin spaces; readers do not care which. */
const plain = (text: string) => text.replace(/\s/g, ' ');

describe('money', () => {
  it('knows how many digits a currency has after the point', () => {
    expect([minorDigits('EUR'), minorDigits('JPY'), minorDigits('KWD')]).toEqual([2, 0, 3]);
  });

  it('converts between typed and sent amounts without losing a cent', () => {
    expect(toMinor(52_000.07, 'EUR')).toBe(5_200_007);
    expect(toMinor(8_500_000, 'JPY')).toBe(8_500_000);
    expect(toMajor(1_234_567, 'KWD')).toBeCloseTo(1234.567, 6);
  });

  it('shows cents only where there are some', () => {
    expect(plain(formatMoney('en', 5_200_000, 'EUR'))).toBe('€52,000');
    expect(plain(formatMoney('en', 5_200_050, 'EUR'))).toBe('€52,000.50');
  });

  it('writes a range as the language does', () => {
    const pay = { min_minor: 5_200_000, max_minor: 6_800_000, currency: 'EUR' };
    expect(plain(formatPay('en', pay))).toBe('€52,000 – €68,000');
    expect(plain(formatPay('fr', pay))).toBe('52 000–68 000 €');
  });

  it('falls into one amount where both ends are equal', () => {
    const pay = { min_minor: 5_200_000, max_minor: 5_200_000, currency: 'EUR' };
    expect(plain(formatPay('en', pay)).replace('~', '')).toBe('€52,000');
  });
});

describe('dates', () => {
  it('does not move a civil date by a day, whatever the zone', () => {
    expect(formatDate('en', '2026-03-01')).toBe('Mar 1, 2026');
    expect(formatDate('fr', '2026-03-01')).toBe('1er mars 2026');
    expect(formatDate('fr', '2026-03-11')).toBe('11 mars 2026');
  });

  it('counts whole days', () => {
    const now = new Date(2026, 10, 22, 23, 30);
    expect(daysUntil('2026-11-22', now)).toBe(0);
    expect(daysUntil('2026-11-25', now)).toBe(3);
    expect(daysUntil('2026-11-20', now)).toBe(-2);
  });

  it('says how far away a day is, in the unit that fits', () => {
    expect(formatRelativeDays('en', 1)).toBe('tomorrow');
    expect(formatRelativeDays('fr', -2)).toBe('avant-hier');
    expect(formatRelativeDays('en', 90)).toBe('in 3 months');
    expect(formatRelativeDays('en', -800)).toBe('2 years ago');
  });
});

describe('words', () => {
  it('keeps the digits that align a column', () => {
    expect([formatFixed('en', 0.1, 2), formatFixed('fr', 1, 2)]).toEqual(['0.10', '1,00']);
  });

  it('writes shares, lists and countries', () => {
    expect(plain(formatPercent('fr', 64))).toBe('64 %');
    expect(formatList('fr', ['SQL', 'dbt', 'Python'])).toBe('SQL, dbt et Python');
    expect(formatCountry('fr', 'de')).toBe('Allemagne');
    expect(formatCountry('en', 'Lyon')).toBe('Lyon');
  });
});

describe('the reader\'s region', () => {
  it('decides how dates and numbers look, the language alone where none is told', () => {
    expect(regionOf('en', ['fr-FR', 'en-GB', 'en-US'])).toBe('en-GB');
    expect(regionOf('fr', ['en-GB'])).toBe('fr');
    expect(formatDate('en-GB', '2026-03-01')).toBe('1 Mar 2026');
    expect(separatorsOf('en')).toEqual({ group: ',', decimal: '.' });
    expect(plain(separatorsOf('fr').group)).toBe(' ');
  });

  it('names languages and keeps what it does not know', () => {
    expect(formatLanguage('fr', 'de')).toBe('allemand');
    expect(formatLanguage('en', 'not a code')).toBe('not a code');
  });
});

describe('words', () => {
  it('stand beside each other without an "and"', () => {
    expect(formatWords('en', ['5S', 'Housekeeping'])).toBe('5S, Housekeeping');
    expect(formatWords('fr', ['5S', 'Housekeeping'])).toBe('5S, Housekeeping');
  });
});
