import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import * as format from './format';
import { regionOf } from './languages';

/** The formatters of format.ts in the language of the screen, as the reader's region writes it. */
export function useFormat() {
  const { i18n } = useTranslation();
  const language = regionOf(i18n.language, window.navigator.languages);
  return useMemo(
    () => ({
      money: (minor: number, currency: string) => format.formatMoney(language, minor, currency),
      pay: (pay: format.MoneyRange) => format.formatPay(language, pay),
      number: (value: number, digits?: number) => format.formatNumber(language, value, digits),
      fixed: (value: number, digits: number) => format.formatFixed(language, value, digits),
      signed: (value: number, digits?: number) => format.formatSigned(language, value, digits),
      percent: (value: number) => format.formatPercent(language, value),
      date: (value: string) => format.formatDate(language, value),
      month: (value: string) => format.formatMonth(language, value),
      dateTime: (value: string) => format.formatDateTime(language, value),
      dateTimeIn: (value: string, timeZone: string) => format.formatDateTimeIn(language, value, timeZone),
      list: (items: readonly string[]) => format.formatList(language, items),
      words: (items: readonly string[]) => format.formatWords(language, items),
      language: (code: string) => format.formatLanguage(language, code),
      separators: format.separatorsOf(language),
      country: (code: string) => format.formatCountry(language, code),
      relativeDays: (value: string) =>
        format.formatRelativeDays(language, format.daysUntil(value, new Date())),
    }),
    [language],
  );
}
