import { expect, test } from 'vitest';
import { ratedOf, valueOf } from './ratings';

test('what is not assessed and not written is absent', () => {
  expect(ratedOf({ rating: 'none', note: '  ' })).toEqual({});
  expect(ratedOf({ rating: 'shown', note: ' Twice. ' })).toEqual({ rating: 'shown', note: 'Twice.' });
  expect(ratedOf(valueOf(undefined))).toEqual({});
  expect(ratedOf(valueOf({ rating: 'exemplary' }))).toEqual({ rating: 'exemplary' });
});
