import { useTranslation } from 'react-i18next';
import type { Contest } from '@/api/types';
import { Mark } from '@/ui/mark';

const TONES = { upheld: 'good', partly_upheld: 'info', dismissed: 'plain' } as const;

/** Open, late, taken back, or how it was answered. */
export function QuestionState({ contest }: { contest: Contest }) {
  const { t } = useTranslation();
  if (contest.outcome !== undefined && contest.outcome !== null) {
    const { outcome } = contest;
    return (
      <Mark tone={TONES[outcome]}>
        {contest.subject_kind === 'waiver' && outcome !== 'partly_upheld'
          ? t(`contests.waiver_outcome.${outcome}`)
          : t(`contests.outcome.${outcome}`)}
      </Mark>
    );
  }
  if (contest.overdue) return <Mark tone="bad">{t('contests.overdue')}</Mark>;
  return (
    <Mark tone={contest.state === 'open' ? 'accent' : 'plain'}>{t(`contests.state.${contest.state}`)}</Mark>
  );
}
