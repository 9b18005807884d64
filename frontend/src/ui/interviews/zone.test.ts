import { expect, test } from 'vitest';
import { instantIn, knownZone } from './zone';

test('a time on the clocks of a zone is an instant, in winter and in summer', () => {
  expect(instantIn('2026-12-03T09:30', 'Europe/Paris')).toBe('2026-12-03T08:30:00.000Z');
  expect(instantIn('2026-07-03T09:30', 'Europe/Paris')).toBe('2026-07-03T07:30:00.000Z');
  expect(instantIn('2026-07-03T09:30', 'America/Recife')).toBe('2026-07-03T12:30:00.000Z');
  expect(instantIn('2026-07-03T09:30', 'UTC')).toBe('2026-07-03T09:30:00.000Z');
});

test('what clocks skip is no time, and of what they show twice the earlier is meant', () => {
  expect(instantIn('2026-03-29T02:30', 'Europe/Paris')).toBeUndefined();
  expect(instantIn('2026-10-25T02:30', 'Europe/Paris')).toBe('2026-10-25T00:30:00.000Z');
  expect(instantIn('', 'Europe/Paris')).toBeUndefined();
});

test('a zone that the browser does not know is told in UTC', () => {
  expect(knownZone('Europe/Paris')).toBe('Europe/Paris');
  expect(knownZone('Nowhere/Atall')).toBe('UTC');
});
