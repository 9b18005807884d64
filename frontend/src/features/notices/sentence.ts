import { useTranslation } from 'react-i18next';
import type { Notice } from '@/api/types';
import { useFormat } from '@/i18n/use-format';

export type Told = Pick<Notice, 'kind' | 'opportunity' | 'params'>;

/** A notice, or several of a kind, in words. */
export function useSentence(): (told: Told, count?: number) => string {
  const { t } = useTranslation();
  const format = useFormat();
  return ({ kind, opportunity, params }, count = 1) =>
    t(`notices.say.${kind}`, {
      count,
      title: opportunity?.title ?? t('notices.some_opening'),
      status: params.status == null ? '' : t(`terms.application_status.${params.status}`),
      moved: params.move_status == null ? '' : t(`moves.status.${params.move_status}`),
      on: params.on == null ? '' : format.date(params.on),
      parties: format.list((params.parties ?? []).map((party) => t(`notices.parties.${party}`))),
    });
}
