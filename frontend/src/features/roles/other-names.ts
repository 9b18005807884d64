import type { Skill } from '@/api/types';

/** What else a skill is called: the name above is not said again, as where two languages share it. */
export function otherNames({ name, aliases }: Pick<Skill, 'name' | 'aliases'>): string[] {
  const shown = name.toLocaleLowerCase();
  return aliases.filter((alias) => alias.toLocaleLowerCase() !== shown);
}
