import type { ReactNode } from 'react';
import type { Notice } from '@/api/types';
import { TextLink } from '@/ui/link';

interface NoticeLinkProps {
  told: Pick<Notice, 'audience' | 'object_type' | 'object_id' | 'opportunity'>;
  /** Several things of one opening: the way leads to their list. */
  several?: boolean;
  onClick: () => void;
  children: ReactNode;
}

/** Leads to what a notice is about. */
export function NoticeLink({ told, several = false, onClick, children }: NoticeLinkProps) {
  const { object_type: type, object_id: id, opportunity, audience } = told;
  if (type === 'contest') {
    return (
      <TextLink to="/questions/$contestId" params={{ contestId: id }} onClick={onClick}>
        {children}
      </TextLink>
    );
  }
  if (type === 'move') {
    return (
      <TextLink to="/moves/$moveId" params={{ moveId: id }} onClick={onClick}>
          {children}
        </TextLink>
      );
    }
  if (type === 'engagement') {
    return (
      <TextLink to="/engagements/$engagementId" params={{ engagementId: id }} onClick={onClick}>
        {children}
      </TextLink>
    );
  }
  if (opportunity != null && audience === 'deciders' && (several || type === 'opportunity')) {
    return (
      <TextLink to="/hiring/$opportunityId" params={{ opportunityId: opportunity.id }} onClick={onClick}>
        {children}
      </TextLink>
    );
  }
  if (type === 'application') {
    return (
      <TextLink to="/applications/$applicationId" params={{ applicationId: id }} onClick={onClick}>
        {children}
      </TextLink>
    );
  }
  if (opportunity != null) {
    return (
      <TextLink
        to="/opportunities/$opportunityId"
        params={{ opportunityId: opportunity.id }}
        onClick={onClick}
      >
        {children}
      </TextLink>
    );
  }
  return <>{children}</>;
}
