import { useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { Notice } from '@/api/types';
import { TextLink } from '@/ui/link';

interface NoticeLinkProps {
  told: Pick<Notice, 'audience' | 'object_type' | 'object_id' | 'opportunity' | 'params'>;
  /** Several things of one opening: the way leads to their list. */
  several?: boolean;
  onClick: () => void;
  children: ReactNode;
}

/** What the browser keeps of each sort of thing. */
const KEPT: Record<string, string> = {
  application: 'applications',
  contest: 'contests',
  engagement: 'engagements',
  interview: 'applications',
  move: 'moves',
  opportunity: 'opportunities',
};

/** Leads to what a notice is about, as it is now: a notice says that it has changed. */
export function NoticeLink({ told, several = false, onClick, children }: NoticeLinkProps) {
  const cache = useQueryClient();
  const follow = () => {
    void cache.invalidateQueries({ queryKey: [KEPT[told.object_type]] });
    onClick();
  };
  const { object_type: type, object_id: id, opportunity, audience } = told;
  if (type === 'contest') {
    return (
      <TextLink to="/questions/$contestId" params={{ contestId: id }} onClick={follow}>
        {children}
      </TextLink>
    );
  }
  if (type === 'move') {
    return (
      <TextLink to="/moves/$moveId" params={{ moveId: id }} onClick={follow}>
        {children}
      </TextLink>
    );
  }
  if (type === 'engagement') {
    return (
      <TextLink to="/engagements/$engagementId" params={{ engagementId: id }} onClick={follow}>
        {children}
      </TextLink>
    );
  }
  if (type === 'interview') {
    // Whoever may not read the application any more is told that it will not take place, and no more.
    const applicationId = told.params.application_id;
    if (applicationId == null) return <>{children}</>;
    return (
      <TextLink to="/applications/$applicationId" params={{ applicationId }} onClick={follow}>
        {children}
      </TextLink>
    );
  }
  if (opportunity != null && audience === 'deciders' && (several || type === 'opportunity')) {
    return (
      <TextLink to="/hiring/$opportunityId" params={{ opportunityId: opportunity.id }} onClick={follow}>
        {children}
      </TextLink>
    );
  }
  if (type === 'application') {
    return (
      <TextLink to="/applications/$applicationId" params={{ applicationId: id }} onClick={follow}>
        {children}
      </TextLink>
    );
  }
  if (opportunity != null) {
    return (
      <TextLink
        to="/opportunities/$opportunityId"
        params={{ opportunityId: opportunity.id }}
        onClick={follow}
      >
        {children}
      </TextLink>
    );
  }
  return <>{children}</>;
}
