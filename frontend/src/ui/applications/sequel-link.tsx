import { useTranslation } from 'react-i18next';
import type { ApplicationSummary } from '@/api/types';
import { TextLink } from '@/ui/link';

/** To the move or the gig that an application went on as, where there is one for the reader. */
export function SequelLink({ application }: { application: ApplicationSummary }) {
  const { t } = useTranslation();
  const { move_id: move, engagement_id: engagement } = application;
  if (move != null) {
    return (
      <TextLink to="/moves/$moveId" params={{ moveId: move }} size="sm">
        {t('applications.next.to_move_of')}
      </TextLink>
    );
  }
  if (engagement != null) {
    return (
      <TextLink to="/engagements/$engagementId" params={{ engagementId: engagement }} size="sm">
        {t('applications.next.to_gig_of')}
      </TextLink>
    );
  }
  return null;
}
