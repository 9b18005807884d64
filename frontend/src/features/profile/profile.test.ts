import { describe, expect, it } from 'vitest';
import { nearDuplicates } from './near-duplicates';
import { seenBy } from './viewpoint';

describe('nearDuplicates', () => {
  it('reads the candidates of a refused proposal and skips what is none', () => {
    expect(
      nearDuplicates({ candidates: [{ id: '1', name: 'SQL', kind: 'tool' }, { id: 2 }, null, { id: '3', name: 'X', kind: '?' }] }),
    ).toEqual([
      { id: '1', name: 'SQL', kind: 'tool' },
      { id: '3', name: 'X', kind: 'skill' },
    ]);
    expect(nearDuplicates({})).toEqual([]);
  });
});

describe('seenBy', () => {
  const target = { job_profile: { id: '1', title: 'Lead', level: 6 } };
  const profile = {
    skills: [],
    role_history: [],
    interests: [],
    aspirations: [
      { id: 'a', target, horizon: 'now' as const, visibility: 'private' as const },
      { id: 'b', target, horizon: 'later' as const, visibility: 'manager' as const },
    ],
  };
  const aspirations = (viewpoint: 'self' | 'manager' | 'colleague') =>
    seenBy(profile, viewpoint).find(({ what }) => what === 'aspirations');

  it('shows a manager only the aspirations shared with managers, and a colleague none', () => {
    expect(aspirations('self')).toMatchObject({ visible: true, count: 2 });
    expect(aspirations('manager')).toMatchObject({ visible: true, count: 1 });
    expect(aspirations('colleague')).toMatchObject({ visible: false, count: 0 });
  });
});
