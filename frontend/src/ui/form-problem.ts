import { fieldPath, type FieldProblem } from '@/api/problem';

export interface MatchedField {
  path: string;
  code: string;
}

/** Whether a form with these values has a field at the path; `a.0.b` reaches into lists. */
function hasField(values: unknown, path: string): boolean {
  let here: unknown = values;
  for (const part of path.split('.')) {
    if (typeof here !== 'object' || here === null || !(part in here)) return false;
    here = (here as Record<string, unknown>)[part];
  }
  return true;
}

/**
 * Sorts the server's field errors into those that the form has a field for and the rest. An error
 * inside a field that the form treats as one (`/pay_range/min_minor`) goes to that field.
 */
export function matchFields(
  problems: readonly FieldProblem[],
  values: unknown,
): { matched: MatchedField[]; rest: FieldProblem[] } {
  const matched: MatchedField[] = [];
  const rest: FieldProblem[] = [];
  for (const problem of problems) {
    const parts = fieldPath(problem.pointer).split('.');
    while (parts.length > 0 && !hasField(values, parts.join('.'))) parts.pop();
    if (parts.length === 0 || parts[0] === '') rest.push(problem);
    else matched.push({ path: parts.join('.'), code: problem.code });
  }
  return { matched, rest };
}
