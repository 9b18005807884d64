import { useTranslation } from 'react-i18next';
import type { ContestOutcome, ContestSubject } from '@/api/types';
import { Mark } from '../mark';

const TONES = { upheld: 'good', partly_upheld: 'info', dismissed: 'plain' } as const;

/** How a question was answered; a waiver is granted or refused. */
export function OutcomeMark({ outcome, of }: { outcome: ContestOutcome; of: ContestSubject }) {
  const { t } = useTranslation();
  return (
    <Mark tone={TONES[outcome]}>
      {of === 'waiver' && outcome !== 'partly_upheld'
        ? t(`contests.waiver_outcome.${outcome}`)
        : t(`contests.outcome.${outcome}`)}
    </Mark>
  );
}
