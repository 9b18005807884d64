import { useTranslation } from 'react-i18next';
import { client } from '@/api/client';
import { useChange } from '@/api/query';
import type { EngagementTransitionInput } from '@/api/types';
import { useNotify } from '@/ui/notify';
import type { GigProps } from './gig-page';

/** Moves a gig on, on the version that was read, and says that it was done. */
export function useStep({ gig, etag }: Pick<GigProps, 'gig' | 'etag'>) {
  const { t } = useTranslation();
  const notify = useNotify();
  return useChange(
    (body: EngagementTransitionInput) =>
      client.POST('/api/v1/engagements/{id}/transitions', {
        params: { path: { id: gig.id }, header: { 'If-Match': etag ?? '' } },
        body,
      }),
    {
      // What is confirmed is a claim: levels and fits follow from it.
      touches: [['engagements'], ['employees'], ['opportunities'], ['home'], ['notices']],
      onDone: (_answer, { command }) => notify.done(t(`engagements.done.${command}`)),
    },
  );
}
