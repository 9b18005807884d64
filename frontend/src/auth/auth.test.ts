import { describe, expect, it } from 'vitest';
import { abilitiesOf } from './abilities';
import { safeNext } from './next';

describe('safeNext', () => {
  it('comes back to places of our own', () => {
    expect(safeNext('/opportunities?kind=gig')).toBe('/opportunities?kind=gig');
  });

  it.each([
    'https://evil.example',
    '//evil.example',
    '/\\evil.example',
    '/\t/evil.example',
    'javascript:alert(1)',
    '/sign-in?next=/',
    undefined,
    7,
  ])('refuses %s', (value) => {
    expect(safeNext(value)).toBeUndefined();
  });
});

describe('abilitiesOf', () => {
  const nobody = { roles: [], is_hiring: false, is_manager: false, employee_id: undefined };

  it('gives a pure administrator no profile and no hiring, but imports and the audit log', () => {
    expect(abilitiesOf({ ...nobody, roles: ['admin'] })).toEqual({
      person: false,
      hiring: false,
      questions: true,
      imports: true,
      audit: true,
      weights: false,
      openness: false,
      policy: false,
      checklist: false,
      talentFlow: false,
    });
  });

  it('lets owners, managers and specialists hire', () => {
    const person = { ...nobody, employee_id: 'x' };
    expect(abilitiesOf(person).hiring).toBe(false);
    expect(abilitiesOf({ ...person, is_hiring: true }).hiring).toBe(true);
    expect(abilitiesOf({ ...person, is_manager: true }).hiring).toBe(true);
    expect(abilitiesOf({ ...person, roles: ['specialist'] }).hiring).toBe(true);
  });

  it('shows who lets people go to specialists and leaders, and not to managers', () => {
    const manager = { ...nobody, employee_id: 'x', is_manager: true };
    expect(abilitiesOf(manager).talentFlow).toBe(false);
    for (const role of ['specialist', 'leader'] as const) {
      expect(abilitiesOf({ ...manager, roles: [role] }).talentFlow).toBe(true);
    }
  });
});
