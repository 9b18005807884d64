import {
  IconArrowsExchange,
  IconArrowsShuffle,
  IconBriefcase,
  IconChecklist,
  IconCompass,
  IconDatabaseImport,
  IconGavel,
  IconHome,
  IconListCheck,
  IconMailExclamation,
  IconMessageQuestion,
  IconScale,
  IconStairs,
  IconUser,
  IconUsers,
  type Icon,
} from '@tabler/icons-react';
import type { Abilities } from '@/auth/abilities';

export interface Entry {
  to:
    | '/'
    | '/opportunities'
    | '/profile'
    | '/people'
    | '/roles'
    | '/hiring'
    | '/moves'
    | '/mobility/questions'
    | '/mobility/talent-flow'
    | '/matching/weights'
    | '/policy'
    | '/mobility/checklist'
    | '/admin/imports'
    | '/admin/audit'
    | '/admin/deliveries';
  /** A list without an entry of its own that belongs to this one. */
  also?: string;
  /** The single things of that list as well. */
  alsoBelow?: boolean;
  label: `common.nav.${'home' | 'opportunities' | 'profile' | 'people' | 'roles' | 'hiring' | 'moves' | 'questions' | 'talent_flow' | 'weights' | 'policy' | 'checklist' | 'imports' | 'audit' | 'deliveries'}`;
  icon: Icon;
}

/**
 * The rail is ordered by what people come for, not by module. An application of
 * somebody who also hires may be one that they decide about, so the rail does not claim it.
 */
export function entriesFor(abilities: Abilities): Entry[] {
  const entries: (Entry | false)[] = [
    { to: '/', label: 'common.nav.home', icon: IconHome },
    { to: '/opportunities', label: 'common.nav.opportunities', icon: IconCompass, also: '/applications', alsoBelow: !abilities.hiring },
    abilities.person && { to: '/profile', label: 'common.nav.profile', icon: IconUser },
    abilities.hiring && { to: '/hiring', label: 'common.nav.hiring', icon: IconBriefcase },
    abilities.person && { to: '/moves', label: 'common.nav.moves', icon: IconArrowsExchange },
    abilities.questions && { to: '/mobility/questions', label: 'common.nav.questions', icon: IconMessageQuestion },
    abilities.talentFlow && { to: '/mobility/talent-flow', label: 'common.nav.talent_flow', icon: IconArrowsShuffle },
    { to: '/people', label: 'common.nav.people', icon: IconUsers },
    { to: '/roles', label: 'common.nav.roles', icon: IconStairs, also: '/skills', alsoBelow: true },
    abilities.weights && { to: '/matching/weights', label: 'common.nav.weights', icon: IconScale },
    { to: '/policy', label: 'common.nav.policy', icon: IconGavel },
    abilities.checklist && { to: '/mobility/checklist', label: 'common.nav.checklist', icon: IconChecklist },
    abilities.imports && { to: '/admin/imports', label: 'common.nav.imports', icon: IconDatabaseImport },
    abilities.audit && { to: '/admin/audit', label: 'common.nav.audit', icon: IconListCheck },
    abilities.audit && { to: '/admin/deliveries', label: 'common.nav.deliveries', icon: IconMailExclamation },
  ];
  return entries.filter((entry) => entry !== false);
}
