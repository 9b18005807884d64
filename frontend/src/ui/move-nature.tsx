import { useTranslation } from 'react-i18next';
import type { MoveSummary } from '@/api/types';
import { Mark } from './mark';

/** What sort of move it is: by the grades and families of the two roles, and by the units. */
export function MoveNature({ move }: { move: Pick<MoveSummary, 'nature' | 'crosses_units' | 'kind'> }) {
  const { t } = useTranslation();
  return (
    <>
      {move.kind === 'secondment' && <Mark>{t('terms.opportunity_kind.secondment')}</Mark>}
      {move.nature != null && <Mark>{t(`terms.step_kind.${move.nature}`)}</Mark>}
      {move.crosses_units && <Mark>{t('moves.crosses_units')}</Mark>}
    </>
  );
}
