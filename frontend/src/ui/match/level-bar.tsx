import { useTranslation } from 'react-i18next';
import { useFormat } from '@/i18n/use-format';
import classes from './level-bar.module.css';

const STEPS = [1, 2, 3, 4, 5] as const;

/** How much of step `step` (1–5) a level fills, 0–1. */
export const fillOf = (level: number, step: number): number =>
  Math.min(1, Math.max(0, level - (step - 1)));

/** A level just short of what is needed must not read as reached: 2.97 of 3 keeps its digits. */
export const levelDigits = (have: number, need: number | null | undefined): number =>
  need !== null && need !== undefined && have < need && have >= need - 0.05 ? 2 : 1;

interface LevelBarProps {
  have?: number | null | undefined;
  need?: number | null | undefined;
}

/** Five steps: filled up to what is there, with a mark at what is needed. The words say the same. */
export function LevelBar({ have, need }: LevelBarProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const level = have ?? 0;
  const words =
    need === undefined || need === null
      ? t('match.level', { have: format.number(level, 1) })
      : have === undefined || have === null
        ? t('match.level_missing', { need: format.number(need, 1) })
        : t('match.level_of', { have: format.number(level, levelDigits(level, need)), need: format.number(need, 1) });
  return (
    <span className={classes.wrap}>
      <span className={classes.bar} aria-hidden="true">
        {STEPS.map((step) => (
          <span key={step} className={classes.step} data-need={need !== null && need !== undefined && step <= need ? true : undefined}>
            <span
              className={classes.fill}
              style={{ inlineSize: `${Math.round(fillOf(level, step) * 100)}%` }}
            />
          </span>
        ))}
      </span>
      <span className={classes.words} data-need={need === null || need === undefined ? undefined : true}>{words}</span>
    </span>
  );
}
