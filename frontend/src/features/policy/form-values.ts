import type { PolicyOverride, PolicyParameters, PolicyVersion } from '@/api/types';
import { overridesOf, typedOverridesOf, type TypedOverride } from './overrides';
import { documentOf, typedOf, type Typed } from './parameters';

/** What the form of a policy holds. */
export interface Values extends Typed, Record<string, unknown> {
  overrides: TypedOverride[];
  effective_from: string;
}

/** What it stands for. */
export interface Wanted {
  parameters: PolicyParameters;
  overrides: PolicyOverride[];
  effective_from?: string;
}

export const valuesOf = (start: PolicyVersion, effectiveFrom: string): Values => ({
  ...typedOf(start.parameters),
  overrides: typedOverridesOf(start.overrides),
  effective_from: effectiveFrom,
});

export const wantedOf = (values: Values): Wanted => ({
  parameters: documentOf(values),
  overrides: overridesOf(values.overrides),
  ...(values.effective_from === '' ? {} : { effective_from: values.effective_from }),
});
