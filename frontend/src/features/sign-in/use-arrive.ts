import { useQueryClient } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import type { Loaded } from '@/api/client';
import * as reads from '@/api/reads';
import type { Session } from '@/api/types';
import { safeNext } from '@/auth/next';
import { chooseLanguage } from '@/i18n';
import { isLanguage, storedLanguage } from '@/i18n/languages';

/** What follows a successful sign-in: a clean cache, the person's language, and where they wanted to go. */
export function useArrive(): (session: Loaded<Session>, next?: string) => Promise<void> {
  const cache = useQueryClient();
  const router = useRouter();
  return async (session, next) => {
    cache.clear();
    cache.setQueryData(reads.session().queryKey, session);
    const { locale } = session.data;
    if (storedLanguage() === null && isLanguage(locale)) await chooseLanguage(locale);
    router.history.push(safeNext(next) ?? '/');
  };
}
