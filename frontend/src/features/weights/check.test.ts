import { describe, expect, it } from 'vitest';
import { catalogue } from '@/i18n/en';
import { faultsOf, storedOf, totalOf, type Typed } from './check';
import { GROUPS, parameterOf, scaleOf, toShown, toStored, type Bounds, type ParameterName } from './parameters';

const all = GROUPS.flatMap((group) => group.parameters);

/** All shares equal within their group, everything else at zero. */
const typed = (changes: Partial<Typed> = {}): Typed => {
  const values = Object.fromEntries(all.map(({ name }) => [name, 0])) as Typed;
  return {
    ...values,
    want_fit_ppm: 70,
    want_aspiration_ppm: 10,
    want_mobility_ppm: 10,
    want_step_ppm: 10,
    take_coverage_ppm: 33.3333,
    take_must_haves_ppm: 33.3333,
    take_evidence_ppm: 33.3334,
    ...changes,
  };
};
const bounds: Bounds = [
  { parameter: 'need_max_ppm', min: 0, max: 50_000 },
  { parameter: 'must_have_slack_milli', min: 0, max: 5_000 },
];

describe('the document on the screen', () => {
  it('has every parameter once', () => {
    // The words are complete: their keys are typed by the contract.
    const named = Object.keys(catalogue.weights.parameter);
    expect(all.map(({ name }) => name as string).toSorted()).toEqual(named.toSorted());
  });

  it('is read in percent, points and levels and stored exactly', () => {
    for (const parameter of all) {
      for (const stored of [0, 1, 7, 333_333, 1_000_000]) {
        expect(toStored(parameter, toShown(parameter, stored))).toBe(stored);
      }
    }
    const show = (name: ParameterName, stored: number) => {
      const parameter = parameterOf(name);
      return parameter && toShown(parameter, stored);
    };
    expect(show('want_fit_ppm', 500_000)).toBe(50);
    expect(show('need_high_ppm', 15_000)).toBe(1.5);
    expect(show('must_have_slack_milli', 1_500)).toBe(1.5);
    expect(show('opening_coverage_exponent_mille', 700)).toBe(0.7);
    expect(show('exposure_limit', 10)).toBe(10);
    expect(parameterOf('salary_ppm')).toBeUndefined();
    expect(all.every((parameter) => scaleOf(parameter) >= 1)).toBe(true);
  });
});

describe('what is wrong while somebody types', () => {
  it('is nothing where the shares make a whole', () => {
    expect(faultsOf(typed(), bounds)).toEqual([]);
  });

  it('is said at each field of it', () => {
    const faults = faultsOf(
      typed({ want_fit_ppm: 71, need_max_ppm: 5.1, band_good_ppm: 10, neighbours: '' }),
      bounds,
    );
    expect(faults).toContainEqual({ name: 'need_max_ppm', code: 'range', min: 0, max: 5 });
    expect(faults).toContainEqual({ name: 'neighbours', code: 'whole' });
    expect(faults.filter(({ code }) => code === 'sum').map(({ name }) => name)).toEqual([
      'want_fit_ppm',
      'want_aspiration_ppm',
      'want_mobility_ppm',
      'want_step_ppm',
    ]);
    expect(faults.filter(({ code }) => code === 'order').map(({ name }) => name)).toEqual([
      'band_strong_ppm',
      'band_good_ppm',
      'band_stretch_ppm',
    ]);
  });

  it('adds shares without the noise of floating point', () => {
    expect(totalOf(['take_coverage_ppm', 'take_must_haves_ppm', 'take_evidence_ppm'], typed())).toBe(100);
    expect(storedOf(typed({ neighbours: '' })).neighbours).toBeUndefined();
  });
});
