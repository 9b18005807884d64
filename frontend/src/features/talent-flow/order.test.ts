import { describe, expect, it } from 'vitest';
import type { TalentFlowUnit } from '@/api/types';
import { TALENT_MEASURES, type TalentMeasure } from '@/url/searches';
import { ordered, saysSomething } from './order';

const WITHHELD = { value: null, suppressed: true };

function unit(name: string, told: Partial<Record<TalentMeasure, number>>): TalentFlowUnit {
  const figure = (measure: TalentMeasure) => {
    const value = told[measure];
    return value === undefined ? WITHHELD : { value, suppressed: false };
  };
  const figures = Object.fromEntries(TALENT_MEASURES.map((one) => [one, figure(one)]));
  return { org_unit: { id: name, name }, level: 1, net_exporter: false, ...figures } as TalentFlowUnit;
}

const units = [unit('a', { moved_out: 5 }), unit('b', {}), unit('c', { moved_out: 9 }), unit('d', { moved_out: 7 })];
const names = (of: TalentFlowUnit[]) => of.map((one) => one.org_unit.name).join('');

describe('ordered', () => {
  it('puts what is not told last, whichever way', () => {
    expect(names(ordered(units, 'moved_out', false))).toBe('cdab');
    expect(names(ordered(units, 'moved_out', true))).toBe('adcb');
  });

  it('keeps the place in the organisation without a measure', () => {
    expect(names(ordered(units, undefined, false))).toBe('abcd');
  });
});

describe('saysSomething', () => {
  it('wants more than the size of a unit', () => {
    expect(saysSomething(unit('a', { headcount: 12 }))).toBe(false);
    expect(saysSomething(unit('a', { headcount: 12, moved_in: 5 }))).toBe(true);
  });
});
