import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import type { ApiError } from '@/api/problem';
import { useCodeText } from '@/i18n/use-code-text';

export interface ErrorText {
  title: string;
  hint: string;
}

type StatusKey = 'offline' | 'forbidden' | 'not_found' | 'conflict' | 'stale' | 'busy' | 'invalid' | 'unexpected';

/** What kind of trouble a status is, as far as the reader can do something about it. */
export function troubleOf(status: number): StatusKey {
  if (status === 0) return 'offline';
  if (status === 403) return 'forbidden';
  if (status === 404) return 'not_found';
  if (status === 409) return 'conflict';
  if (status === 412 || status === 428) return 'stale';
  if (status === 429 || status === 503) return 'busy';
  if (status >= 400 && status < 500) return 'invalid';
  return 'unexpected';
}

/** Words for an error: those of its code, else those of its status. */
export function useErrorText(): (error: ApiError) => ErrorText {
  const { t } = useTranslation();
  const codeText = useCodeText();
  return useCallback(
    (error) => {
      const trouble = troubleOf(error.status);
      return {
        title: codeText('errors.codes', error.code) ?? t(`errors.status.${trouble}.title`),
        hint: codeText('errors.hints', error.code) ?? t(`errors.status.${trouble}.hint`),
      };
    },
    [t, codeText],
  );
}
