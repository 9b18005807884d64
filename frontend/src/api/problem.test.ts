import { describe, expect, it } from 'vitest';
import { fieldPath, problemFrom } from './problem';

describe('problemFrom', () => {
  it('reads code, fields, request id and what is allowed instead', () => {
    const error = problemFrom(409, {
      code: 'illegal_transition',
      request_id: '01JD',
      allowed: ['hold', 'close', 7],
      errors: [{ pointer: '/title', code: 'required' }, { code: 'no pointer' }, 'nonsense'],
    });
    expect(error.status).toBe(409);
    expect(error.code).toBe('illegal_transition');
    expect(error.requestId).toBe('01JD');
    expect(error.allowed).toEqual(['hold', 'close']);
    expect(error.fields).toEqual([{ pointer: '/title', code: 'required' }]);
  });

  it('makes do with an answer that is no problem document', () => {
    const error = problemFrom(502, '<html>Bad gateway</html>', 'from-header');
    expect(error.code).toBe('http_502');
    expect(error.requestId).toBe('from-header');
    expect(error.fields).toEqual([]);
  });
});

describe('fieldPath', () => {
  it('turns a JSON pointer into the path of a form field', () => {
    expect(fieldPath('/requirements/0/level')).toBe('requirements.0.level');
    expect(fieldPath('#/title')).toBe('title');
    expect(fieldPath('/a~1b/c~0d')).toBe('a/b.c~d');
  });
});
