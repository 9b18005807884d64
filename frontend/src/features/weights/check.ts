import { GROUPS, scaleOf, toStored, type Bounds, type ParameterName } from './parameters';

/** As a form holds them: in the units of the screen; empty while somebody types. */
export type Typed = Record<ParameterName, number | string>;

export type Fault =
  | { name: ParameterName; code: 'whole' | 'sum' | 'order' }
  | { name: ParameterName; code: 'range'; min: number; max: number };

/** The document that the form stands for, as far as its values are numbers. */
export function storedOf(typed: Typed): Partial<Record<ParameterName, number>> {
  const stored: Partial<Record<ParameterName, number>> = {};
  for (const parameter of GROUPS.flatMap((group) => group.parameters)) {
    const value = typed[parameter.name];
    if (typeof value === 'number') stored[parameter.name] = toStored(parameter, value);
  }
  return stored;
}

const WHOLE = 1_000_000;

/** What the shares of a group come to, in percent. */
export function totalOf(names: readonly ParameterName[], typed: Typed): number {
  const stored = storedOf(typed);
  return names.reduce((sum, name) => sum + (stored[name] ?? 0), 0) / (WHOLE / 100);
}

/** The rules of the server, while somebody types; one fault a field, the plainest first. */
export function faultsOf(typed: Typed, bounds: Bounds): Fault[] {
  const stored = storedOf(typed);
  const found = new Map<ParameterName, Fault>();
  const add = (fault: Fault) => {
    if (!found.has(fault.name)) found.set(fault.name, fault);
  };
  for (const group of GROUPS) {
    const names = group.parameters.map(({ name }) => name);
    for (const parameter of group.parameters) {
      const { name } = parameter;
      const value = stored[name];
      const bound = bounds.find((one) => one.parameter === name);
      if (value === undefined) add({ name, code: 'whole' });
      else if (bound !== undefined && (value < bound.min || value > bound.max)) {
        const scale = scaleOf(parameter);
        add({ name, code: 'range', min: bound.min / scale, max: bound.max / scale });
      }
    }
    const values = names.map((name) => stored[name]);
    if (group.whole && values.reduce<number>((sum, value) => sum + (value ?? 0), 0) !== WHOLE) {
      for (const name of names) add({ name, code: 'sum' });
    }
    const falling = names.slice(0, group.falling ?? 0);
    const rises = falling.some((name, at) => {
      const before = stored[falling[at - 1] ?? name];
      return before !== undefined && (stored[name] ?? 0) > before;
    });
    if (rises) for (const name of falling) add({ name, code: 'order' });
  }
  return [...found.values()];
}
