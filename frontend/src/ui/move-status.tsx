import { useTranslation } from 'react-i18next';
import type { MoveStatus } from '@/api/types';
import { capitalised } from './capitalised';
import { Mark, type Tone } from './mark';

const TONE: Record<MoveStatus, Tone> = {
  planned: 'plain',
  release_requested: 'warn',
  release_agreed: 'warn',
  approved: 'accent',
  scheduled: 'accent',
  effective: 'info',
  transition: 'info',
  trial: 'info',
  confirmed: 'good',
  returned: 'plain',
  cancelled: 'plain',
};

export function MoveStatusMark({ status }: { status: MoveStatus }) {
  const { t } = useTranslation();
  return <Mark tone={TONE[status]}>{capitalised(t(`moves.status.${status}`))}</Mark>;
}
