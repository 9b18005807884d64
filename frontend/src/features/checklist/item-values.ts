import type { ChecklistItem, ChecklistItemInput, MoveKind, ShippedTask, TaskOwner } from '@/api/types';

/** The template holds no more; what is not in use any more can be written anew. */
export const MOST_ITEMS = 200;

export type Side = 'before' | 'after';

/** How many days on each side of the first day. */
export const MOST_DAYS: Record<Side, number> = { before: 60, after: 180 };

/** An item as it is typed. */
export interface Values extends Record<string, unknown> {
  title_en: string;
  title_fr: string;
  explanation_en: string;
  explanation_fr: string;
  owner: TaskOwner;
  /** Without its sign; the side says which. Named like the field that the server points to. */
  offset_days: number | string;
  side: Side;
  kind: MoveKind | '';
  crosses_units: boolean;
  org_unit_id: string | null;
}

export const BLANK: Values = {
  title_en: '',
  title_fr: '',
  explanation_en: '',
  explanation_fr: '',
  owner: 'mover',
  offset_days: 0,
  side: 'before',
  kind: '',
  crosses_units: false,
  org_unit_id: null,
};

export function valuesOf(item: ChecklistItem): Values {
  return {
    title_en: item.title_en ?? '',
    title_fr: item.title_fr ?? '',
    explanation_en: item.explanation_en ?? '',
    explanation_fr: item.explanation_fr ?? '',
    owner: item.owner,
    offset_days: Math.abs(item.offset_days),
    side: item.offset_days > 0 ? 'after' : 'before',
    kind: item.kind ?? '',
    crosses_units: item.crosses_units,
    org_unit_id: item.org_unit?.id ?? null,
  };
}

/** As it was before anybody changed it: for every move, without words of its own. */
export function shippedValues({ owner, offset_days }: ShippedTask): Values {
  return { ...BLANK, owner, offset_days: Math.abs(offset_days), side: offset_days > 0 ? 'after' : 'before' };
}

/** Days from the first day on the new seat, or nothing where that is no whole number in range. */
export function offsetOf({ offset_days, side }: Pick<Values, 'offset_days' | 'side'>): number | undefined {
  const days = typeof offset_days === 'number' ? offset_days : Number.NaN;
  if (!Number.isInteger(days) || days < 0 || days > MOST_DAYS[side]) return undefined;
  return side === 'before' && days !== 0 ? -days : days;
}

/** What goes to the server; nothing while the days are not sound. */
export function inputOf(values: Values, active: boolean): ChecklistItemInput | undefined {
  const offset = offsetOf(values);
  if (offset === undefined) return undefined;
  const words = (text: string) => (text.trim() === '' ? null : text.trim());
  return {
    title_en: words(values.title_en),
    title_fr: words(values.title_fr),
    explanation_en: words(values.explanation_en),
    explanation_fr: words(values.explanation_fr),
    owner: values.owner,
    offset_days: offset,
    kind: values.kind === '' ? null : values.kind,
    crosses_units: values.crosses_units,
    org_unit_id: values.org_unit_id,
    active,
  };
}

/** The same item in use or out of it. */
export function switched(item: ChecklistItem, active: boolean): ChecklistItemInput {
  const { title_en, title_fr, explanation_en, explanation_fr, owner, offset_days, kind, crosses_units } = item;
  return {
    title_en,
    title_fr,
    explanation_en,
    explanation_fr,
    owner,
    offset_days,
    kind,
    crosses_units,
    org_unit_id: item.org_unit?.id ?? null,
    active,
  };
}
