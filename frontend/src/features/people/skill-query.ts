import type { SkillAsked } from '@/api/types';

/** A skill of the question as the address says it: `id:3`, or `id` where any level will do. */
export interface SkillTerm {
  id: string;
  level: number | null;
}

/** As the API takes it. */
export const written = (terms: readonly SkillTerm[]): string | undefined =>
  terms.length === 0
    ? undefined
    : terms.map(({ id, level }) => (level === null ? id : `${id}:${level}`)).join(',');

/** What was understood, names and all, as terms to go on from. */
export const termsOf = (asked: readonly SkillAsked[]): SkillTerm[] =>
  asked.map(({ skill, level }) => ({ id: skill.id, level: level ?? null }));

export const withLevel = (terms: readonly SkillTerm[], id: string, level: number | null): SkillTerm[] =>
  terms.map((term) => (term.id === id ? { id, level } : term));

export const without = (terms: readonly SkillTerm[], id: string): SkillTerm[] =>
  terms.filter((term) => term.id !== id);
