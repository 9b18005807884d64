import type { Candidate } from '@/api/types';
import { MAX_COMPARED } from '@/url/searches';

/** Puts somebody into the comparison or takes them out; nothing is left out of the address. */
export function toggled(compared: readonly string[], id: string): string[] | undefined {
  const next = compared.includes(id)
    ? compared.filter((other) => other !== id)
    : [...compared, id].slice(0, MAX_COMPARED);
  return next.length === 0 ? undefined : next;
}

/** By which somebody is compared: the person, or the application of one who is not named. */
export const comparedAs = ({ employee, application }: Pick<Candidate, 'employee' | 'application'>): string =>
  employee?.id ?? application?.id ?? '';
