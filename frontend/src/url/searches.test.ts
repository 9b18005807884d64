import { describe, expect, it } from 'vitest';
import { bySkillsSearch, candidatesSearch, countFilters, opportunitySearch, profileSearch } from './searches';

const id = (n: number) => `0190a000-0000-7000-8000-00000000000${n}`;

describe('opportunitySearch', () => {
  it('takes what is valid', () => {
    expect(
      opportunitySearch({ q: ' sql ', kind: 'gig', unit: id(1), level_min: '4', fit_min: 60, sort: 'date' }),
    ).toMatchObject({ q: 'sql', kind: 'gig', unit: id(1), level_min: 4, fit_min: 60, sort: 'date' });
  });

  it('drops what is not, without failing', () => {
    const search = opportunitySearch({
      q: 'x'.repeat(500),
      kind: 'bribe',
      unit: '../../etc',
      level_min: 'four',
      level_max: 1e9,
      pay_min: -1,
      fit_min: 60.5,
      sort: ['fit'],
    });
    expect(Object.values(search).filter((value) => value !== undefined)).toEqual([]);
  });

  it('reads numbers that people search for as words', () => {
    expect(opportunitySearch({ q: 365 }).q).toBe('365');
  });
});

describe('countFilters', () => {
  it('counts what narrows the list, not the words or the order', () => {
    expect(countFilters({ q: 'a', sort: 'date', kind: 'gig', level_min: 3 })).toBe(2);
    expect(countFilters(opportunitySearch({}))).toBe(0);
  });
});

describe('candidatesSearch', () => {
  it('compares at most four different people', () => {
    const search = candidatesSearch({ compare: [id(1), id(2), id(2), 'nobody', id(3), id(4), id(5)] });
    expect(search.compare).toEqual([id(1), id(2), id(3), id(4)]);
    expect(candidatesSearch({ compare: `${id(1)},${id(2)}` }).compare).toEqual([id(1), id(2)]);
  });
});

describe('profileSearch', () => {
  it('knows its tabs', () => {
    expect(profileSearch({ tab: 'privacy', as: 'manager' })).toEqual({ tab: 'privacy', as: 'manager' });
    expect(profileSearch({ tab: 'secrets', as: 'self' })).toEqual({ tab: undefined, as: undefined });
  });
});

describe('bySkillsSearch', () => {
  it('keeps a question as long as the API takes one', () => {
    const skills = Array.from({ length: 10 }, () => `${id(1)}:3`).join(',');
    expect(bySkillsSearch({ skills, match: 'any', open: 'true' })).toMatchObject({ skills, match: 'any', open: true });
    expect(bySkillsSearch({ skills: 'x'.repeat(3001), match: 'all', open: 'no' })).toEqual({});
  });
});
