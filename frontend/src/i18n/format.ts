/** Dates, numbers and money as the reader's language writes them. Pure: the language comes in. */

export interface MoneyRange {
  min_minor: number;
  max_minor: number;
  currency: string;
}

const memo = new Map<string, unknown>();

/** Building an `Intl` formatter costs more than using it. */
function once<T>(key: string, build: () => T): T {
  const known = memo.get(key);
  if (known !== undefined) return known as T;
  const made = build();
  memo.set(key, made);
  return made;
}

const numberFormat = (language: string, options: Intl.NumberFormatOptions): Intl.NumberFormat =>
  once(`n|${language}|${JSON.stringify(options)}`, () => new Intl.NumberFormat(language, options));

const dateFormat = (language: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat =>
  once(`d|${language}|${JSON.stringify(options)}`, () => new Intl.DateTimeFormat(language, options));

/** Digits after the point that the currency has (JPY 0, EUR 2, KWD 3). */
export function minorDigits(currency: string): number {
  return (
    numberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2
  );
}

export const toMinor = (major: number, currency: string): number =>
  Math.round(major * 10 ** minorDigits(currency));

export const toMajor = (minor: number, currency: string): number =>
  minor / 10 ** minorDigits(currency);

const currencyFormat = (language: string, currency: string, whole: boolean) =>
  numberFormat(language, {
    style: 'currency',
    currency,
    ...(whole ? { minimumFractionDigits: 0, maximumFractionDigits: 0 } : {}),
  });

export function formatMoney(language: string, minor: number, currency: string): string {
  const major = toMajor(minor, currency);
  return currencyFormat(language, currency, Number.isInteger(major)).format(major);
}

/** A range of pay; cents are shown only where the range has some. */
export function formatPay(language: string, pay: MoneyRange): string {
  const low = toMajor(pay.min_minor, pay.currency);
  const high = toMajor(pay.max_minor, pay.currency);
  const whole = Number.isInteger(low) && Number.isInteger(high);
  return currencyFormat(language, pay.currency, whole).formatRange(low, high);
}

export const formatNumber = (language: string, value: number, digits = 0): string =>
  numberFormat(language, { maximumFractionDigits: digits }).format(value);

/** Always so many digits: numbers under each other align at the point. */
export const formatFixed = (language: string, value: number, digits: number): string =>
  numberFormat(language, { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(value);

/** With its sign, so that a change reads as one; nothing stands before zero. */
export const formatSigned = (language: string, value: number, digits = 0): string =>
  numberFormat(language, { maximumFractionDigits: digits, signDisplay: 'exceptZero' }).format(value);

/** `percent` is 0–100, as the API sends shares. */
export const formatPercent = (language: string, percent: number): string =>
  numberFormat(language, { style: 'percent', maximumFractionDigits: 0 }).format(percent / 100);

const DAY: Intl.DateTimeFormatOptions = { day: 'numeric', month: 'short', year: 'numeric' };
const MONTH: Intl.DateTimeFormatOptions = { month: 'short', year: 'numeric' };

const isCivilDate = (value: string): boolean => /^\d{4}-\d{2}-\d{2}$/.test(value);

/** A civil date has no zone: read and written in UTC, so that it never slips by a day. */
export function formatDate(language: string, value: string): string {
  return withOrdinal(
    language,
    dateFormat(language, isCivilDate(value) ? { ...DAY, timeZone: 'UTC' } : DAY).format(new Date(value)),
  );
}

/** French writes the first of a month as an ordinal, which `Intl` does not. */
const withOrdinal = (language: string, date: string): string =>
  language.startsWith('fr') ? date.replace(/^1(?=\s)/, '1er') : date;

export const formatMonth = (language: string, value: string): string =>
  dateFormat(language, isCivilDate(value) ? { ...MONTH, timeZone: 'UTC' } : MONTH).format(
    new Date(value),
  );

export const formatDateTime = (language: string, value: string): string =>
  withOrdinal(
    language,
    dateFormat(language, { ...DAY, hour: '2-digit', minute: '2-digit' }).format(new Date(value)),
  );

/** On the clocks of a zone, which is named: the reader may be in another one. */
export const formatDateTimeIn = (language: string, value: string, timeZone: string): string =>
  withOrdinal(
    language,
    dateFormat(language, {
      weekday: 'short',
      ...DAY,
      hour: '2-digit',
      minute: '2-digit',
      timeZone,
      timeZoneName: 'short',
    }).format(new Date(value)),
  );

export const formatList = (language: string, items: readonly string[]): string =>
  once(`l|${language}`, () => new Intl.ListFormat(language, { type: 'conjunction' })).format(items);

/**
 * Words beside each other, without an "and" that could be read as part of one. French has no such
 * list, so what stands between the first two of three is taken throughout.
 */
export function formatWords(language: string, items: readonly string[]): string {
  const between = once(`w|${language}`, () =>
    new Intl.ListFormat(language, { type: 'unit', style: 'short' })
      .formatToParts(['a', 'b', 'c'])
      .find(({ type }) => type === 'literal'),
  );
  return items.join(between?.value ?? ', ');
}

/** What stands between thousands and before decimals when somebody types a number. */
export function separatorsOf(language: string): { group: string; decimal: string } {
  const parts = numberFormat(language, { useGrouping: true }).formatToParts(1234567.5);
  const part = (type: 'group' | 'decimal', otherwise: string) =>
    parts.find((one) => one.type === type)?.value ?? otherwise;
  return { group: part('group', ' '), decimal: part('decimal', '.') };
}

/** The name of a language by its code; the code itself where no name is known. */
export function formatLanguage(language: string, code: string): string {
  if (!/^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$/.test(code)) return code;
  return once(`g|${language}`, () => new Intl.DisplayNames(language, { type: 'language' })).of(code) ?? code;
}

/** The name of an ISO 3166-1 country; the code itself where no name is known. */
export function formatCountry(language: string, code: string): string {
  if (!/^[A-Za-z]{2}$/.test(code)) return code;
  return once(`c|${language}`, () => new Intl.DisplayNames(language, { type: 'region' })).of(
    code.toUpperCase(),
  ) ?? code;
}

/** Whole days from one moment's day to a date; negative once it has passed. */
export function daysUntil(value: string, now: Date): number {
  const start = Date.UTC(now.getFullYear(), now.getMonth(), now.getDate());
  const end = new Date(value);
  const day = isCivilDate(value)
    ? end.getTime()
    : Date.UTC(end.getFullYear(), end.getMonth(), end.getDate());
  return Math.round((day - start) / 86_400_000);
}

/** "in 3 days", "tomorrow", "2 months ago". */
export function formatRelativeDays(language: string, days: number): string {
  const format = once(
    `r|${language}`,
    () => new Intl.RelativeTimeFormat(language, { numeric: 'auto' }),
  );
  if (Math.abs(days) < 45) return format.format(days, 'day');
  if (Math.abs(days) < 548) return format.format(Math.round(days / 30.44), 'month');
  return format.format(Math.round(days / 365.25), 'year');
}
