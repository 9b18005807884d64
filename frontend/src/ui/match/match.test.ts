import { describe, expect, it } from 'vitest';
import type { MatchRequirement } from '@/api/types';
import { fillOf, levelDigits } from './level-bar';
import { bestSteps, gaps, reasonParams } from './words';

const requirement = (name: string, weight: number, credit: number, fitAfter?: number): MatchRequirement => ({
  skill: { id: name, name, kind: 'skill' },
  required_level: 3,
  importance: 'required',
  weight,
  credit,
  contribution: weight * credit,
  via: { kind: 'exact' },
  must_have_met: true,
  ...(fitAfter === undefined ? {} : { counterfactual: { to_level: 3, fit_after: fitAfter, band_after: 'good' as const } }),
});

describe('gaps', () => {
  it('lists what costs most fit first, and nothing that is met', () => {
    const list = gaps([requirement('met', 0.9, 1), requirement('small', 0.1, 0.5), requirement('big', 0.4, 0.2)]);
    expect(list.map(({ skill }) => skill.name)).toEqual(['big', 'small']);
  });
});

describe('bestSteps', () => {
  it('names the steps that raise the fit most, and none that do not', () => {
    const steps = bestSteps(
      {
        fit: 61,
        requirements: [
          requirement('sql', 0.3, 0.5, 74),
          requirement('dbt', 0.2, 0, 65),
          requirement('useless', 0.1, 0, 61),
          requirement('unknown', 0.1, 0),
          requirement('python', 0.3, 0, 80),
        ],
      },
      2,
    );
    expect(steps.map(({ skill, counterfactual }) => [skill.name, counterfactual.fit_after])).toEqual([
      ['python', 80],
      ['sql', 74],
    ]);
  });
});

describe('levelDigits', () => {
  it('keeps a level just short of what is needed from reading as reached', () => {
    expect([levelDigits(2.97, 3), levelDigits(2.95, 3), levelDigits(2.8, 3), levelDigits(3, 3), levelDigits(3.97, null)]).toEqual([
      2, 2, 1, 1, 1,
    ]);
  });
});

describe('fillOf', () => {
  it('fills whole steps, part of one, and none', () => {
    expect([1, 2, 3, 4, 5].map((step) => Number(fillOf(2.4, step).toFixed(1)))).toEqual([1, 1, 0.4, 0, 0]);
  });
});

describe('reasonParams', () => {
  it('puts names in the place of references', () => {
    expect(
      reasonParams({ code: 'covers_some', params: { met: 3, skill: { id: '1', name: 'SQL', kind: 'tool' } } }),
    ).toEqual({ met: 3, skill: 'SQL' });
  });
});
