import type { SkillKind } from '@/api/types';

const KINDS: readonly SkillKind[] = ['skill', 'knowledge', 'tool', 'language', 'certificate'];

export interface NearDuplicate {
  id: string;
  name: string;
  kind: SkillKind;
}

/** The candidates that a refused proposal (`skill_exists`) carries. */
export function nearDuplicates(document: Readonly<Record<string, unknown>>): NearDuplicate[] {
  const candidates = document.candidates;
  if (!Array.isArray(candidates)) return [];
  return candidates.flatMap((candidate: unknown) => {
    if (typeof candidate !== 'object' || candidate === null) return [];
    const { id, name, kind } = candidate as Record<string, unknown>;
    if (typeof id !== 'string' || typeof name !== 'string') return [];
    return [{ id, name, kind: KINDS.find((known) => known === kind) ?? 'skill' }];
  });
}
