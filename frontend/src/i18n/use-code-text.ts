import type { ParseKeys } from 'i18next';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';

/** Tables of texts that are looked up by a code from the server. */
export type CodeTable =
  | 'account.persona'
  | 'errors.codes'
  | 'errors.fields'
  | 'errors.hints'
  | 'match.reason'
  | 'match.reason_named'
  | 'match.part'
  | 'hiring.finding'
  | 'hiring.feedback_reason'
  | 'opportunities.rule'
  | 'opportunities.opens'
  | 'opportunities.order'
  | 'applications.who'
  | 'applications.disclosure_stage'
  | 'applications.stage_theirs'
  | 'applications.who_theirs'
  | 'applications.disclosure_stage_manager_decides'
  | 'moves.task'
  | 'moves.step'
  | 'moves.field'
  | 'home.waiting'
  | 'profile.level_reason'
  | 'profile.missing'
  | 'profile.action'
  | 'imports.status'
  | 'imports.error'
  | 'deliveries.kind'
  | 'audit.source_of'
  | 'audit.object'
  | 'audit.verb';

export type CodeText = (
  table: CodeTable,
  code: string,
  params?: Record<string, unknown>,
) => string | undefined;

/**
 * Text for a code that the server sent, or nothing where this build does not know the code yet:
 * the server may be newer than the page. The only place that leaves the typed keys.
 */
export function useCodeText(): CodeText {
  const { t, i18n } = useTranslation();
  return useCallback(
    (table, code, params = {}) => {
      const key = `${table}.${code}`;
      const found =
        i18n.exists(key) || (typeof params.count === 'number' && i18n.exists(key, params));
      const text: unknown = found ? t(key as ParseKeys, params) : undefined;
      return typeof text === 'string' ? text : undefined;
    },
    [t, i18n],
  );
}
