import { useTranslation } from 'react-i18next';
import type { Notice } from '@/api/types';
import { useFormat } from '@/i18n/use-format';

export type Told = Pick<Notice, 'kind' | 'opportunity' | 'params'>;

const OVER = new Set<NonNullable<Notice['params']['move_status']>>(['returned', 'cancelled']);

/** A notice, or several of a kind, in words. */
export function useSentence(): (told: Told, count?: number) => string {
  const { t } = useTranslation();
  const format = useFormat();
  const statusOf = ({ status, engagement_status: gig }: Notice['params']) => {
    if (status != null) return t(`terms.application_status.${status}`);
    return gig == null ? '' : t(`terms.engagement_status.${gig}`);
  };
  const said = ({ kind, params }: Told) => {
    // Whose name alone was told, is told so.
    if (kind === 'application_revealed' && params.name_shown && (params.parties ?? []).length === 0) {
      return 'application_named';
    }
    // What is over has a day since when, and none on which it takes effect.
    const over = kind === 'move_moved_on' && params.move_status != null && OVER.has(params.move_status);
    return over ? 'move_over' : kind;
  };
  return (told, count = 1) => {
    const { opportunity, params } = told;
    return t(`notices.say.${said(told)}`, {
      count,
      title: opportunity?.title ?? t('notices.some_opening'),
      status: statusOf(params),
      moved: params.move_status == null ? '' : t(`moves.status.${params.move_status}`),
      at: params.starts_at == null ? '' : format.dateTime(params.starts_at),
      on: params.on == null ? '' : format.date(params.on),
      parties: format.list((params.parties ?? []).map((party) => t(`notices.parties.${party}`))),
    });
  };
}
