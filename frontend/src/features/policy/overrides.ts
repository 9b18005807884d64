import type { PolicyBound, PolicyOverride, PolicyVersion } from '@/api/types';
import { OVERRIDABLE_PARAMETERS, partsOf, type Parameter } from './parameters';

/** By section and name; a number is empty while somebody types. */
type Values = Record<string, Record<string, number | string | boolean>>;

/** An override as a form holds it. */
export interface TypedOverride {
  scope: { kind: 'org_unit' | 'job_family'; id: string; name: string };
  parameters: Values;
}

export const scopeKey = ({ scope }: TypedOverride): string => `${scope.kind}/${scope.id}`;

export function typedOverridesOf(overrides: PolicyVersion['overrides']): TypedOverride[] {
  return overrides.flatMap(({ org_unit, job_family, parameters }): TypedOverride[] => {
    const values = structuredClone(parameters) as Values;
    if (org_unit) return [{ scope: { kind: 'org_unit', id: org_unit.id, name: org_unit.name }, parameters: values }];
    if (!job_family) return [];
    return [{ scope: { kind: 'job_family', id: job_family.id, name: job_family.name }, parameters: values }];
  });
}

/** What the form stands for. */
export function overridesOf(typed: readonly TypedOverride[]): PolicyOverride[] {
  return typed.map(({ scope, parameters }) => ({
    ...(scope.kind === 'org_unit' ? { org_unit_id: scope.id } : { job_family_id: scope.id }),
    // What is left out does not differ; the schema has it as absent or null.
    parameters: parameters as unknown as PolicyOverride['parameters'],
  }));
}

const has = ({ parameters }: TypedOverride, { name }: Parameter): boolean => {
  const [section, field] = partsOf(name);
  return parameters[section]?.[field] !== undefined;
};

/** Parameters that differ there, in the order of the document. */
export const departuresOf = (one: TypedOverride): Parameter[] =>
  OVERRIDABLE_PARAMETERS.filter((parameter) => has(one, parameter));

export const remainingOf = (one: TypedOverride): Parameter[] =>
  OVERRIDABLE_PARAMETERS.filter((parameter) => !has(one, parameter));

/** With another value for a parameter; `undefined`: it differs no more. */
export function withValue(
  one: TypedOverride,
  parameter: Parameter,
  value: number | string | boolean | undefined,
): TypedOverride {
  const [section, field] = partsOf(parameter.name);
  const others = Object.entries(one.parameters[section] ?? {}).filter(([name]) => name !== field);
  const fields: [string, number | string | boolean][] = value === undefined ? others : [...others, [field, value]];
  const sections = Object.entries(one.parameters).filter(([name]) => name !== section);
  if (fields.length > 0) sections.push([section, Object.fromEntries(fields)]);
  return { ...one, parameters: Object.fromEntries(sections) };
}

/** Fields of the form whose number is none or out of bounds, each with the bounds. */
export function outOfBounds(
  overrides: readonly TypedOverride[],
  bounds: ReadonlyMap<string, PolicyBound>,
): { path: string; bound: PolicyBound; value: unknown }[] {
  return overrides.flatMap((one, at) =>
    departuresOf(one).flatMap(({ name }) => {
      const [section, field] = partsOf(name);
      const [bound, value] = [bounds.get(name), one.parameters[section]?.[field]];
      if (bound === undefined) return [];
      const sound = typeof value === 'number' && value >= bound.min && value <= bound.max;
      return sound ? [] : [{ path: `overrides.${at}.parameters.${name}`, bound, value }];
    }),
  );
}
