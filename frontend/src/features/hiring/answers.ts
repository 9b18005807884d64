import type { ApplicationStatus, ApplicationSummary } from '@/api/types';

/** The API takes as many answers in one request. */
export const MAX_ANSWERS = 50;

const BEFORE_INTERVIEW: readonly ApplicationStatus[] = ['submitted', 'screening', 'shortlisted'];
const WAITING: readonly ApplicationStatus[] = [...BEFORE_INTERVIEW, 'interview', 'selected'];

/** Who is promised an interview hears after it, so they are in no bulk. */
export const awaitsInterview = ({
  status,
  interview_guaranteed,
}: Pick<ApplicationSummary, 'status' | 'interview_guaranteed'>): boolean =>
  interview_guaranteed && BEFORE_INTERVIEW.includes(status);

/** Whether somebody can be told now that they are not selected. */
export const canBeAnswered = (application: Pick<ApplicationSummary, 'status' | 'interview_guaranteed'>): boolean =>
  WAITING.includes(application.status) && !awaitsInterview(application);
