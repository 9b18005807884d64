import { describe, expect, it } from 'vitest';
import type { PolicyVersion } from '@/api/types';
import { departuresOf, outOfBounds, overridesOf, remainingOf, scopeKey, typedOverridesOf, withValue } from './overrides';
import { OVERRIDABLE_PARAMETERS, parameterOf } from './parameters';

const stored = [
  { org_unit: { id: 'u1', name: 'Plant' }, parameters: { release: { cap_days: 45 }, approvals: { required: true } } },
  { job_family: { id: 'f1', name: 'Nursing' }, parameters: { eligibility: { min_months_in_role: 3 } } },
] as unknown as PolicyVersion['overrides'];
const cap = parameterOf('release.cap_days');
const inRole = parameterOf('eligibility.min_months_in_role');
if (!cap || !inRole) throw new Error('the parameters have other names');

describe('overrides of the policy on the screen', () => {
  it('stand for the same overrides until somebody types', () => {
    const typed = typedOverridesOf(stored);
    expect(typed.map(scopeKey)).toEqual(['org_unit/u1', 'job_family/f1']);
    expect(overridesOf(typed)).toEqual([
      { org_unit_id: 'u1', parameters: { release: { cap_days: 45 }, approvals: { required: true } } },
      { job_family_id: 'f1', parameters: { eligibility: { min_months_in_role: 3 } } },
    ]);
  });

  it('gain and lose parameters, and sections with them', () => {
    const [plant] = typedOverridesOf(stored);
    if (!plant) throw new Error('nothing is typed');
    expect(departuresOf(plant).map(({ name }) => name)).toEqual(['release.cap_days', 'approvals.required']);
    expect(departuresOf(plant).length + remainingOf(plant).length).toBe(OVERRIDABLE_PARAMETERS.length);
    const more = withValue(plant, inRole, 9);
    expect(more.parameters).toEqual({
      release: { cap_days: 45 },
      approvals: { required: true },
      eligibility: { min_months_in_role: 9 },
    });
    expect(withValue(more, inRole, undefined).parameters).toEqual(plant.parameters);
    expect(withValue(plant, cap, 20).parameters.release).toEqual({ cap_days: 20 });
    expect(plant.parameters.release?.cap_days, 'what was there is not touched').toBe(45);
  });

  it('name the field whose number is missing or out of bounds', () => {
    const bounds = new Map([['release.cap_days', { parameter: 'release.cap_days', min: 1, max: 90 }]]);
    const typed = typedOverridesOf(stored);
    expect(outOfBounds(typed, bounds)).toEqual([]);
    const wrong = typed.map((one) => withValue(one, cap, ''));
    expect(outOfBounds(wrong, bounds).map(({ path }) => path)).toEqual([
      'overrides.0.parameters.release.cap_days',
      'overrides.1.parameters.release.cap_days',
    ]);
  });
});
