import type { MatchExplanation, MatchRequirement, MatchSummary } from '@/api/types';

/** A code from the server with what its sentence needs. */
export interface CodedReason {
  code: string;
  params?: unknown;
}

/** Requirements that cost fit, dearest first: what somebody could still win, weight × missing credit. */
export function gaps(requirements: readonly MatchRequirement[]): MatchRequirement[] {
  return requirements
    .filter((requirement) => requirement.credit < 1)
    .toSorted((a, b) => b.weight * (1 - b.credit) - a.weight * (1 - a.credit));
}

/** Gaps with a known gain, the biggest gain first: the cheapest ways to a better fit. */
export function bestSteps(
  explanation: Pick<MatchExplanation, 'fit' | 'requirements'>,
  limit: number,
): (MatchRequirement & { counterfactual: NonNullable<MatchRequirement['counterfactual']> })[] {
  return explanation.requirements
    .flatMap((requirement) => {
      const step = requirement.counterfactual;
      return step !== undefined && step !== null && step.fit_after > explanation.fit
        ? [{ ...requirement, counterfactual: step }]
        : [];
    })
    .toSorted((a, b) => b.counterfactual.fit_after - a.counterfactual.fit_after)
    .slice(0, limit);
}

/** An opening without requirements has no fit; neither has a summary of band `none`. */
export const hasFit = (match: Pick<MatchSummary, 'band'>): boolean => match.band !== 'none';

/** Parameters of a reason as i18next wants them: nested references become their names. */
export function reasonParams(reason: CodedReason): Record<string, unknown> {
  const params: Record<string, unknown> = {};
  for (const [name, value] of Object.entries((reason.params ?? {}) as Record<string, unknown>)) {
    params[name] = nameOf(value);
  }
  if (typeof params.short_by === 'number') params.count = params.short_by;
  return params;
}

function nameOf(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(nameOf).join(', ');
  const record = value as Record<string, unknown>;
  return record.name ?? record.title ?? record.display_name ?? '';
}
