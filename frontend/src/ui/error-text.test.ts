import { describe, expect, it } from 'vitest';
import { troubleOf } from './error-text';

describe('troubleOf', () => {
  it.each([
    [0, 'offline'],
    [403, 'forbidden'],
    [404, 'not_found'],
    [409, 'conflict'],
    [412, 'stale'],
    [428, 'stale'],
    [429, 'busy'],
    [503, 'busy'],
    [422, 'invalid'],
    [500, 'unexpected'],
    [502, 'unexpected'],
  ] as const)('%i is %s', (status, trouble) => {
    expect(troubleOf(status)).toBe(trouble);
  });
});
