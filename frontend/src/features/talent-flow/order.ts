import type { TalentFlowUnit } from '@/api/types';
import { TALENT_MEASURES, type TalentMeasure } from '@/url/searches';

/** What is told of a unit besides its size. */
export const saysSomething = (unit: TalentFlowUnit): boolean =>
  TALENT_MEASURES.some((measure) => measure !== 'headcount' && !unit[measure].suppressed);

/** By a measure, what is not told last; without one as they came, by place in the organisation. */
export function ordered(
  units: readonly TalentFlowUnit[],
  measure: TalentMeasure | undefined,
  up: boolean,
): TalentFlowUnit[] {
  if (measure === undefined) return [...units];
  return units.toSorted((a, b) => {
    const [left, right] = [a[measure].value, b[measure].value];
    if (left === null || right === null) return Number(left === null) - Number(right === null);
    return up ? left - right : right - left;
  });
}
