import { describe, expect, it } from 'vitest';
import { termsOf, without, withLevel, written } from './skill-query';

const skill = (id: string) => ({ id, name: id, kind: 'tool' as const });

describe('a question of skills', () => {
  const terms = termsOf([{ skill: skill('a'), level: 3 }, { skill: skill('b') }]);

  it('is written as the API takes it', () => {
    expect(written(terms)).toBe('a:3,b');
    expect(written([])).toBeUndefined();
  });

  it('changes one skill at a time', () => {
    expect(written(withLevel(terms, 'b', 5))).toBe('a:3,b:5');
    expect(written(withLevel(terms, 'a', null))).toBe('a,b');
    expect(written(without(terms, 'a'))).toBe('b');
  });
});
