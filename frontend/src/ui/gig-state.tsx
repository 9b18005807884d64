import { useTranslation } from 'react-i18next';
import type { EngagementStatus } from '@/api/types';
import { Mark } from './mark';

const TONES = {
  awaiting_manager: 'warn',
  agreed: 'info',
  ongoing: 'accent',
  completed: 'info',
  confirmed: 'good',
  ended_early: 'plain',
  declined: 'bad',
} as const;

export function GigState({ status }: { status: EngagementStatus }) {
  const { t } = useTranslation();
  return <Mark tone={TONES[status]}>{t(`terms.engagement_status.${status}`)}</Mark>;
}
