import { useTranslation } from 'react-i18next';
import type { MatchRequirement } from '@/api/types';
import { useFormat } from '@/i18n/use-format';
import { TextLink } from '../link';
import { Mark } from '../mark';
import classes from './fit-panel.module.css';
import { SkillBar } from './skill-bar';

interface RequirementRowsProps {
  requirements: readonly MatchRequirement[];
  compact?: boolean;
}

export function RequirementRows({ requirements, compact = false }: RequirementRowsProps) {
  const { t } = useTranslation();
  return (
    <ul
      className={classes.rows}
      data-compact={compact || undefined}
      style={compact ? { gridRow: `span ${requirements.length}` } : undefined}
    >
      {requirements.map((requirement) => (
        <li key={requirement.skill.id} className={classes.row}>
          <span className={classes.skill}>
            <TextLink to="/skills/$skillId" params={{ skillId: requirement.skill.id }} c="inherit">
              {requirement.skill.name}
            </TextLink>
            {requirement.importance === 'required' && <Mark>{t('terms.importance.required')}</Mark>}
          </span>
          <SkillBar
            kind={requirement.skill.kind}
            have={requirement.have_level}
            need={requirement.required_level}
          />
          {requirement.skill.kind !== 'certificate' && (
            <span className={classes.via}>
              <Via requirement={requirement} />
            </span>
          )}
        </li>
      ))}
    </ul>
  );
}

function Via({ requirement }: { requirement: MatchRequirement }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { via } = requirement;
  if (via.kind === 'adjacent' && via.skill !== undefined && via.skill !== null) {
    return (
      <>
        {t('match.via_adjacent', {
          skill: via.skill.name,
          similarity: format.percent((via.similarity ?? 0) * 100),
          credit: format.percent(requirement.credit * 100),
        })}
      </>
    );
  }
  if (via.kind === 'none') return <>{t('match.via_none')}</>;
  return (
    <>
      {requirement.credit >= 0.995
        ? t('match.via_exact_full')
        : t('match.via_exact_part', { credit: format.percent(requirement.credit * 100) })}
    </>
  );
}
