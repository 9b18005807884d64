import { describe, expect, it } from 'vitest';
import { actionsFor, entriesOf, nextIndex } from './entries';

describe('nextIndex', () => {
  it('goes round the ends and ignores other keys', () => {
    expect(nextIndex('ArrowDown', 2, 3)).toBe(0);
    expect(nextIndex('ArrowUp', 0, 3)).toBe(2);
    expect(nextIndex('End', 0, 3)).toBe(2);
    expect(nextIndex('a', 0, 3)).toBeUndefined();
    expect(nextIndex('ArrowDown', 0, 0)).toBeUndefined();
  });
});

describe('entries', () => {
  it('lead to the screen of their kind', () => {
    expect(entriesOf({ type: 'job_profiles', items: [{ id: '1', label: 'Analyst' }] })[0]?.href).toBe('/roles/1');
    expect(entriesOf({ type: 'employees', items: [{ id: '2', label: 'Priya' }] })[0]?.href).toBe('/people/2');
  });

  it('offer only screens that somebody has', () => {
    const hrefs = actionsFor({ person: false, hiring: false, questions: true, imports: true, audit: false, weights: false, openness: false, policy: false, checklist: false, talentFlow: false }).map(({ href }) => href);
    expect(hrefs).toContain('/admin/imports');
    expect(hrefs).not.toContain('/profile');
    expect(hrefs).not.toContain('/hiring/new');
    expect(hrefs).not.toContain('/admin/audit');
  });
});
