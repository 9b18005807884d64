import { useTranslation } from 'react-i18next';
import type { Contest } from '@/api/types';
import { OutcomeMark } from '@/ui/contests/outcome-mark';
import { Mark } from '@/ui/mark';

/** Open, late, taken back, or how it was answered. */
export function QuestionState({ contest }: { contest: Contest }) {
  const { t } = useTranslation();
  if (contest.outcome != null) {
    return <OutcomeMark outcome={contest.outcome} of={contest.subject_kind} />;
  }
  if (contest.overdue) return <Mark tone="bad">{t('contests.overdue')}</Mark>;
  return (
    <Mark tone={contest.state === 'open' ? 'accent' : 'plain'}>{t(`contests.state.${contest.state}`)}</Mark>
  );
}
