import type { Profile } from '@/api/types';
import type { VIEWPOINTS } from '@/url/searches';

export type Viewpoint = (typeof VIEWPOINTS)[number];

export interface SeenPart {
  what: 'skills' | 'roles' | 'interests' | 'aspirations' | 'preferences';
  visible: boolean;
  count: number;
}

/**
 * Which parts of a profile a kind of reader gets. The server enforces it (it leaves out what a
 * reader may not see); this only says it beforehand, from the visibility that each thing has.
 */
export function seenBy(
  profile: Pick<Profile, 'skills' | 'role_history' | 'interests' | 'aspirations' | 'mobility_preference'>,
  viewpoint: Viewpoint,
): SeenPart[] {
  const self = viewpoint === 'self';
  const aspirations = (profile.aspirations ?? []).filter(
    ({ visibility }) => self || (viewpoint === 'manager' && visibility === 'manager'),
  );
  return [
    { what: 'skills', visible: true, count: profile.skills.length },
    { what: 'roles', visible: true, count: profile.role_history.length },
    { what: 'interests', visible: true, count: profile.interests.length },
    { what: 'aspirations', visible: aspirations.length > 0, count: aspirations.length },
    { what: 'preferences', visible: self, count: profile.mobility_preference ? 1 : 0 },
  ];
}
