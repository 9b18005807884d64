import { useTranslation } from 'react-i18next';
import type { ProfileSkill, SkillClaim } from '@/api/types';
import { useCodeText } from '@/i18n/use-code-text';
import { useFormat } from '@/i18n/use-format';

const SOURCES = ['self', 'manager', 'peer', 'assessment', 'learning', 'project', 'hris'] as const;

const sourceOf = (value: unknown): SkillClaim['source'] | undefined =>
  SOURCES.find((source) => source === value);

const record = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};

/** Why a skill has the level it has: which statement counts, and how much it has faded since. */
export function useLevelReason(reason: ProfileSkill['reason']): string {
  const { t } = useTranslation();
  const codeText = useCodeText();
  const format = useFormat();
  const params = record(reason?.params);
  const other = record(params.other);
  const name = (value: unknown) => {
    const source = sourceOf(value);
    return source === undefined ? '' : t(`terms.claim_source.${source}`);
  };

  const which =
    codeText('profile.level_reason', reason?.code ?? '', {
      source: name(params.source),
      other: name(other.source),
      other_level: other.level,
    }) ?? t('profile.level_reason_unknown');
  const { faded_milli: faded, claimed_on: date, level } = params;
  if (typeof faded !== 'number' || faded === 0 || typeof date !== 'string') return which;
  const words = t('profile.faded', {
    level: typeof level === 'number' ? level : '',
    faded: format.number(faded / 1000, 1),
    date: format.date(date),
  });
  return `${which} ${words}`;
}
