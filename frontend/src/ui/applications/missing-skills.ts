import type { Application, SkillRef } from '@/api/types';

/** More goals at once than that are none. */
const MOST = 5;

/** What the opening asked for and the application did not show, the heaviest first. */
export function missingSkills(application: Pick<Application, 'match_at_application'>): SkillRef[] {
  const requirements = application.match_at_application?.requirements ?? [];
  return requirements
    .filter(({ have_level, required_level }) => (have_level ?? 0) < required_level)
    .map(({ skill }) => skill)
    .slice(0, MOST);
}
