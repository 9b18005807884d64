import type { Abilities } from '@/auth/abilities';

export interface CommandEntry {
  href: string;
  label: string;
  detail?: string | undefined;
}

type GroupType = 'employees' | 'skills' | 'job_profiles' | 'opportunities';

const PATHS: Record<GroupType, string> = {
  employees: '/people',
  skills: '/skills',
  job_profiles: '/roles',
  opportunities: '/opportunities',
};

interface FoundGroup {
  type: GroupType;
  items: readonly { id: string; label: string; sublabel?: string | null | undefined }[];
}

export const entriesOf = (group: FoundGroup): CommandEntry[] =>
  group.items.map(({ id, label, sublabel }) => ({
    href: `${PATHS[group.type]}/${id}`,
    label,
    detail: sublabel ?? undefined,
  }));

interface Action {
  href: string;
  label: `common.command.action.${
    | 'home'
    | 'opportunities'
    | 'applications'
    | 'profile'
    | 'aspirations'
    | 'people'
    | 'roles'
    | 'skills'
    | 'hiring'
    | 'new_opening'
    | 'my_questions'
    | 'questions'
    | 'talent_flow'
    | 'weights'
    | 'policy'
    | 'imports'
    | 'audit'
    | 'deliveries'
    | 'account'}`;
}

export function actionsFor(abilities: Abilities): Action[] {
  const actions: (Action | false)[] = [
    { href: '/', label: 'common.command.action.home' },
    { href: '/opportunities', label: 'common.command.action.opportunities' },
    abilities.person && { href: '/applications', label: 'common.command.action.applications' },
    abilities.person && { href: '/profile', label: 'common.command.action.profile' },
    abilities.person && { href: '/profile?tab=aspirations', label: 'common.command.action.aspirations' },
    abilities.person && { href: '/questions', label: 'common.command.action.my_questions' },
    { href: '/people', label: 'common.command.action.people' },
    { href: '/roles', label: 'common.command.action.roles' },
    { href: '/policy', label: 'common.command.action.policy' },
    { href: '/skills', label: 'common.command.action.skills' },
    abilities.hiring && { href: '/hiring', label: 'common.command.action.hiring' },
    abilities.hiring && { href: '/hiring/new', label: 'common.command.action.new_opening' },
    abilities.questions && { href: '/mobility/questions', label: 'common.command.action.questions' },
    abilities.talentFlow && { href: '/mobility/talent-flow', label: 'common.command.action.talent_flow' },
    abilities.weights && { href: '/matching/weights', label: 'common.command.action.weights' },
    abilities.imports && { href: '/admin/imports', label: 'common.command.action.imports' },
    abilities.audit && { href: '/admin/audit', label: 'common.command.action.audit' },
    abilities.audit && { href: '/admin/deliveries', label: 'common.command.action.deliveries' },
    { href: '/account', label: 'common.command.action.account' },
  ];
  return actions.filter((action) => action !== false);
}

/** Where a key moves the mark to, around the ends; nothing for keys that do not move it. */
export function nextIndex(key: string, current: number, count: number): number | undefined {
  if (count === 0) return undefined;
  if (key === 'ArrowDown') return (current + 1) % count;
  if (key === 'ArrowUp') return (current - 1 + count) % count;
  if (key === 'Home') return 0;
  if (key === 'End') return count - 1;
  return undefined;
}
