import { useTranslation } from 'react-i18next';
import type { NearestSearch } from '@/api/types';
import { TextLink } from '@/ui/link';
import { EmptyState } from '@/ui/states';
import { useScale } from '@/ui/use-scale';
import type { BySkillsSearch } from '@/url/searches';
import classes from './people.module.css';

interface NobodyProps {
  nearest: readonly NearestSearch[];
  search: BySkillsSearch;
}

/** Nobody has it: the nearest questions that somebody answers, each with how many. */
export function Nobody({ nearest, search }: NobodyProps) {
  const { t } = useTranslation();
  const scale = useScale();
  const words = (one: NearestSearch): string => {
    const skill = one.skill?.name ?? '';
    switch (one.change) {
      case 'lower_level': {
        const name = scale.find((entry) => entry.level === one.level)?.name ?? '';
        return t('people.nearest.lower_level', { skill, level: one.level, name });
      }
      case 'any_of':
        return t('people.nearest.any_of');
      case 'close_skill':
        return t('people.nearest.close_skill', { skill, close: one.close?.name ?? '' });
      case 'without_skill':
        return t('people.nearest.without_skill', { skill });
    }
  };
  return (
    <EmptyState
      title={t('people.nobody_title')}
      action={
        nearest.length > 0 && (
          <ul className={classes.nearest} aria-label={t('people.nearest_label')}>
            {nearest.map((one) => (
              <li key={`${one.skills} ${one.match}`}>
                <TextLink
                  to="/people/by-skills"
                  search={{
                    ...search,
                    skills: one.skills,
                    match: one.match === 'any' ? 'any' : undefined,
                  }}
                >
                  {words(one)}
                </TextLink>{' '}
                {t('people.found', { count: one.total })}
              </li>
            ))}
          </ul>
        )
      }
    >
      {nearest.length > 0 ? t('people.nobody_nearest') : t('people.nobody_body')}
    </EmptyState>
  );
}
