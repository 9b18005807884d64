import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import * as format from './format';

/** The formatters of format.ts in the language of the screen. */
export function useFormat() {
  const { i18n } = useTranslation();
  const language = i18n.language;
  return useMemo(
    () => ({
      money: (minor: number, currency: string) => format.formatMoney(language, minor, currency),
      pay: (pay: format.MoneyRange) => format.formatPay(language, pay),
      number: (value: number, digits?: number) => format.formatNumber(language, value, digits),
      percent: (value: number) => format.formatPercent(language, value),
      date: (value: string) => format.formatDate(language, value),
      month: (value: string) => format.formatMonth(language, value),
      dateTime: (value: string) => format.formatDateTime(language, value),
      list: (items: readonly string[]) => format.formatList(language, items),
      country: (code: string) => format.formatCountry(language, code),
      relativeDays: (value: string) =>
        format.formatRelativeDays(language, format.daysUntil(value, new Date())),
    }),
    [language],
  );
}
