import { describe, expect, it } from 'vitest';
import { columnOf, columnsOf } from './board';
import { toggled } from './compared';
import { emptyOpening, inputOf } from './opening-form';

describe('inputOf', () => {
  it('sends money in minor units of its currency', () => {
    const values = { ...emptyOpening, pay_min: 52_000, pay_max: 68_000.5 };
    expect(inputOf(values).pay_range).toEqual({ min_minor: 5_200_000, max_minor: 6_800_050, currency: 'EUR' });
    expect(inputOf({ ...values, currency: 'JPY', pay_max: 68_000 }).pay_range).toEqual({
      min_minor: 52_000,
      max_minor: 68_000,
      currency: 'JPY',
    });
  });

  it('leaves out what is empty, and a pay range with one end only', () => {
    const input = inputOf({ ...emptyOpening, pay_min: 52_000, selection_criteria: ['', '  ', ' Clear '] });
    expect('pay_range' in input).toBe(false);
    expect('location_id' in input).toBe(false);
    expect('closes_on' in input).toBe(false);
    expect(input.selection_criteria).toEqual(['Clear']);
  });

  it('never sends the name of a skill', () => {
    const input = inputOf({
      ...emptyOpening,
      requirements: [{ skill_id: 'a', skill_name: 'SQL', level: 3, importance: 'required' }],
    });
    expect(input.requirements).toEqual([{ skill_id: 'a', level: 3, importance: 'required' }]);
  });
});

describe('the hiring team', () => {
  it('is sent by id, and who of it are deputies', () => {
    const team = [
      { id: 'e', name: 'Eve', deputy: false },
      { id: 'f', name: 'Fay', deputy: true },
    ];
    const input = inputOf({ ...emptyOpening, team });
    expect([input.hiring_team_ids, input.deputy_ids]).toEqual([['e', 'f'], ['f']]);
  });
});

describe('what the editor does not show', () => {
  it('is sent back, so that saving does not empty it', () => {
    const input = inputOf({ ...emptyOpening, audience_ids: ['u'] });
    expect(input.audience).toEqual({ org_unit_ids: ['u'] });
    expect('audience' in inputOf(emptyOpening)).toBe(false);
  });
});

describe('the board', () => {
  it('gathers every end in one lane, which shows only when it holds something', () => {
    expect(columnOf('rejected')).toBe('closed');
    expect(columnOf('lapsed')).toBe('closed');
    expect(columnOf('draft')).toBeUndefined();
    expect(columnsOf([]).map(({ column }) => column)).not.toContain('closed');
    const lanes = columnsOf([{ status: 'submitted' as const }, { status: 'withdrawn' as const }]);
    expect(lanes.find(({ column }) => column === 'submitted')?.applications).toHaveLength(1);
    expect(lanes.at(-1)?.column).toBe('closed');
  });
});

describe('the comparison', () => {
  it('takes up to four and lets go again', () => {
    expect(toggled(['a', 'b', 'c'], 'd')).toEqual(['a', 'b', 'c', 'd']);
    expect(toggled(['a', 'b', 'c', 'd'], 'e')).toEqual(['a', 'b', 'c', 'd']);
    expect(toggled(['a'], 'a')).toBeUndefined();
  });
});
