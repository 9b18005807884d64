import { describe, expect, it } from 'vitest';
import type { ChecklistItem } from '@/api/types';
import { BLANK, inputOf, offsetOf, switched, valuesOf } from './item-values';

const item: ChecklistItem = {
  id: '01a21a4d-4000-7000-8000-000000000001',
  title_fr: 'Réserver la formation',
  owner: 'it',
  offset_days: -3,
  kind: 'secondment',
  crosses_units: true,
  org_unit: { id: 'u', name: 'Data' },
  active: false,
  updated_at: '2026-11-27T00:00:00Z',
  etag: '"v4"',
};

describe('the days of an item', () => {
  it('have a side instead of a sign', () => {
    expect(offsetOf({ offset_days: 3, side: 'before' })).toBe(-3);
    expect(offsetOf({ offset_days: 3, side: 'after' })).toBe(3);
    expect(Object.is(offsetOf({ offset_days: 0, side: 'before' }), 0)).toBe(true);
    expect(valuesOf(item)).toMatchObject({ offset_days: 3, side: 'before' });
    expect(valuesOf({ ...item, offset_days: 14 })).toMatchObject({ offset_days: 14, side: 'after' });
  });

  it('end where the server ends', () => {
    expect(offsetOf({ offset_days: 60, side: 'before' })).toBe(-60);
    expect(offsetOf({ offset_days: 61, side: 'before' })).toBeUndefined();
    expect(offsetOf({ offset_days: 180, side: 'after' })).toBe(180);
    for (const offset_days of ['', '-', -1, 1.5, 181]) expect(offsetOf({ offset_days, side: 'after' })).toBeUndefined();
  });
});

describe('what is sent', () => {
  it('is what was read, where nothing was typed', () => {
    const sent = { ...switched(item, false), title_en: null, explanation_en: null, explanation_fr: null };
    expect(inputOf(valuesOf(item), false)).toEqual(sent);
    expect(switched(item, true)).toMatchObject({ active: true, org_unit_id: 'u', kind: 'secondment', offset_days: -3 });
  });

  it('has no empty words, and nothing at all without sound days', () => {
    expect(inputOf({ ...BLANK, title_en: '  Badge ', explanation_en: ' ' }, true)).toEqual({
      title_en: 'Badge',
      title_fr: null,
      explanation_en: null,
      explanation_fr: null,
      owner: 'mover',
      offset_days: 0,
      kind: null,
      crosses_units: false,
      org_unit_id: null,
      active: true,
    });
    expect(inputOf({ ...BLANK, offset_days: '' }, true)).toBeUndefined();
  });
});
