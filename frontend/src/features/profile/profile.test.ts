import { describe, expect, it } from 'vitest';
import { nearDuplicates } from './near-duplicates';

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
