import { CloseButton, SegmentedControl, Select, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { SkillAsked } from '@/api/types';
import { SkillNamePicker } from '@/ui/pickers';
import { useScale } from '@/ui/use-scale';
import classes from './people.module.css';
import { termsOf, without, withLevel, type SkillTerm } from './skill-query';

const LEVELS = [1, 2, 3, 4, 5] as const;
const MOST_SKILLS = 10;
const ANY = 'any';

interface SkillsAskedProps {
  /** As the server understood them. */
  asked: readonly SkillAsked[];
  combine: 'all' | 'any';
  onChange: (next: { terms?: SkillTerm[]; combine?: 'all' | 'any' }) => void;
}

/** The question: which skills, each how well, and whether all of them. */
export function SkillsAsked({ asked, combine, onChange }: SkillsAskedProps) {
  const { t } = useTranslation();
  const terms = termsOf(asked);
  return (
    <div className={classes.question}>
      {asked.length > 0 && (
        <ul className={classes.asked} aria-label={t('people.skills_asked')}>
          {asked.map(({ skill, level }) => (
            <li key={skill.id} className={classes.askedSkill}>
              <Text span fw={550} className={classes.askedName}>
                {skill.name}
              </Text>
              {skill.kind !== 'certificate' && (
                <LeastLevel
                  label={t('people.least_level', { skill: skill.name })}
                  level={level ?? null}
                  onChange={(chosen) => onChange({ terms: withLevel(terms, skill.id, chosen) })}
                />
              )}
              <CloseButton
                aria-label={t('people.remove_skill', { skill: skill.name })}
                onClick={() => onChange({ terms: without(terms, skill.id) })}
              />
            </li>
          ))}
        </ul>
      )}
      <div className={classes.add}>
        {asked.length < MOST_SKILLS ? (
          <SkillNamePicker
            hideLabel
            label={t('people.add_skill')}
            placeholder={asked.length === 0 ? t('people.first_skill') : t('people.next_skill')}
            value={null}
            exclude={new Set(terms.map(({ id }) => id))}
            onChange={(choice) => {
              if (choice) onChange({ terms: [...terms, { id: choice.id, level: null }] });
            }}
          />
        ) : (
          <Text size="sm" c="dimmed">
            {t('people.no_more_skills', { count: MOST_SKILLS })}
          </Text>
        )}
        {asked.length > 1 && (
          <SegmentedControl
            aria-label={t('people.combine')}
            value={combine}
            onChange={(value) => onChange({ combine: value === 'any' ? 'any' : 'all' })}
            data={[
              { value: 'all', label: t('people.combine_all') },
              { value: 'any', label: t('people.combine_any') },
            ]}
          />
        )}
      </div>
    </div>
  );
}

interface LeastLevelProps {
  label: string;
  level: number | null;
  onChange: (level: number | null) => void;
}

function LeastLevel({ label, level, onChange }: LeastLevelProps) {
  const { t } = useTranslation();
  const scale = useScale();
  const named = (value: number) => {
    const name = scale.find((entry) => entry.level === value)?.name;
    return name === undefined ? String(value) : t('people.level_from', { level: value, name });
  };
  return (
    <Select
      aria-label={label}
      className={classes.level}
      data={[
        { value: ANY, label: t('people.any_level') },
        ...LEVELS.map((value) => ({ value: String(value), label: named(value) })),
      ]}
      value={level === null ? ANY : String(level)}
      onChange={(value) => onChange(value === null || value === ANY ? null : Number(value))}
      allowDeselect={false}
    />
  );
}
