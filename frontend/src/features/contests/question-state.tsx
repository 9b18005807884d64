import { useTranslation } from 'react-i18next';
import type { Contest } from '@/api/types';
import { Mark } from '@/ui/mark';

const TONES = { upheld: 'good', partly_upheld: 'info', dismissed: 'plain' } as const;

/** Open, late, taken back, or how it was answered. */
export function QuestionState({ contest }: { contest: Contest }) {
  const { t } = useTranslation();
  if (contest.outcome !== undefined && contest.outcome !== null) {
    return <Mark tone={TONES[contest.outcome]}>{t(`contests.outcome.${contest.outcome}`)}</Mark>;
  }
  if (contest.overdue) return <Mark tone="bad">{t('contests.overdue')}</Mark>;
  return (
    <Mark tone={contest.state === 'open' ? 'accent' : 'plain'}>{t(`contests.state.${contest.state}`)}</Mark>
  );
}
