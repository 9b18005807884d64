import {
  IconBriefcase,
  IconCompass,
  IconDatabaseImport,
  IconHome,
  IconStairs,
  IconUser,
  IconUsers,
  type Icon,
} from '@tabler/icons-react';
import type { Abilities } from '@/auth/abilities';

export interface Entry {
  to: '/' | '/opportunities' | '/profile' | '/people' | '/roles' | '/hiring' | '/admin/imports';
  label: `common.nav.${'home' | 'opportunities' | 'profile' | 'people' | 'roles' | 'hiring' | 'imports'}`;
  icon: Icon;
}

/** The rail is ordered by what people come for, not by module. */
export function entriesFor(abilities: Abilities): Entry[] {
  const entries: (Entry | false)[] = [
    { to: '/', label: 'common.nav.home', icon: IconHome },
    { to: '/opportunities', label: 'common.nav.opportunities', icon: IconCompass },
    abilities.person && { to: '/profile', label: 'common.nav.profile', icon: IconUser },
    abilities.hiring && { to: '/hiring', label: 'common.nav.hiring', icon: IconBriefcase },
    { to: '/people', label: 'common.nav.people', icon: IconUsers },
    { to: '/roles', label: 'common.nav.roles', icon: IconStairs },
    abilities.imports && { to: '/admin/imports', label: 'common.nav.imports', icon: IconDatabaseImport },
  ];
  return entries.filter((entry) => entry !== false);
}
