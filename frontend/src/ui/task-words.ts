import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import type { TaskCode, TaskOwner } from '@/api/types';
import { useCodeText } from '@/i18n/use-code-text';

/** Those who have something to do for a move, in the order in which they are shown. */
export const OWNERS: readonly TaskOwner[] = ['mover', 'releasing_manager', 'receiving_manager', 'hr', 'it'];

/** What is to be done, as an organisation wrote it or as every one begins with it. */
export interface TaskWords {
  code?: TaskCode | null;
  title_en?: string | null;
  title_fr?: string | null;
  explanation_en?: string | null;
  explanation_fr?: string | null;
}

/** In the reader's language where it is written in that, otherwise in the other one. */
export function inReach(language: string, english?: string | null, french?: string | null): string | undefined {
  const [own, other] = language.startsWith('fr') ? [french, english] : [english, french];
  return own ?? other ?? undefined;
}

/** Title and explanation of a task in the reader's language. */
export function useTaskWords() {
  const { i18n } = useTranslation();
  const codeText = useCodeText();
  const title = useCallback(
    (of: TaskWords): string =>
      inReach(i18n.language, of.title_en, of.title_fr) ??
      (of.code == null ? '' : (codeText('moves.task', of.code) ?? of.code)),
    [i18n, codeText],
  );
  const explanation = useCallback(
    (of: TaskWords): string | undefined => inReach(i18n.language, of.explanation_en, of.explanation_fr),
    [i18n],
  );
  return { title, explanation };
}
