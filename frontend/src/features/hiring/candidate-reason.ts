import type { TFunction } from 'i18next';
import type { Candidate } from '@/api/types';
import type { CodeText } from '@/i18n/use-code-text';
import { hasFit, reasonParams } from '@/ui/match/words';

/** The same reason as the person sees, worded about them. */
export function candidateReason(
  { match }: Pick<Candidate, 'match'>,
  t: TFunction,
  codeText: CodeText,
): string {
  return (
    codeText('match.reason_named', match.reason.code, reasonParams(match.reason)) ??
    (hasFit(match) ? '' : t('match.no_fit'))
  );
}
