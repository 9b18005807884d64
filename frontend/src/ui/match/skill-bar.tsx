import { useTranslation } from 'react-i18next';
import type { SkillKind } from '@/api/types';
import { LevelBar } from './level-bar';
import classes from './level-bar.module.css';

interface SkillBarProps {
  kind: SkillKind;
  have?: number | null | undefined;
  need?: number | null | undefined;
  /** Of a certificate; without it, having any level is having it. */
  held?: boolean;
}

/** The level of a skill. A certificate has none: it is held or not. */
export function SkillBar({ kind, have, need, held = (have ?? 0) > 0 }: SkillBarProps) {
  const { t } = useTranslation();
  if (kind !== 'certificate') return <LevelBar have={have} need={need} />;
  return (
    <span className={classes.words}>
      {held ? t('match.certificate_held') : t('match.certificate_missing')}
    </span>
  );
}
