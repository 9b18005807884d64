import { describe, expect, it } from 'vitest';
import { matchFields } from './form-problem';

const values = { title: '', requirements: [{ skill_id: null, level: 3 }], feedback: { gap: '' }, pay_range: null };

describe('matchFields', () => {
  it('leads each error to its field, deep in lists as well', () => {
    const { matched, rest } = matchFields(
      [
        { pointer: '/title', code: 'required' },
        { pointer: '/requirements/0/level', code: 'out_of_range' },
        { pointer: '/feedback/gap', code: 'too_short' },
      ],
      values,
    );
    expect(matched).toEqual([
      { path: 'title', code: 'required' },
      { path: 'requirements.0.level', code: 'out_of_range' },
      { path: 'feedback.gap', code: 'too_short' },
    ]);
    expect(rest).toEqual([]);
  });

  it('leads an error inside a field that is edited as one to that field', () => {
    expect(matchFields([{ pointer: '/pay_range/min_minor', code: 'required' }], values).matched).toEqual([
      { path: 'pay_range', code: 'required' },
    ]);
  });

  it('keeps what the form has no field for', () => {
    const unknown = { pointer: '/nowhere/else', code: 'unknown_field' };
    expect(matchFields([unknown], values)).toEqual({ matched: [], rest: [unknown] });
  });
});
