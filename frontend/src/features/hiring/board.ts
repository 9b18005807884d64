import type { ApplicationStatus, OpportunityDetail } from '@/api/types';

export const COLUMNS = [
  'submitted',
  'screening',
  'shortlisted',
  'interview',
  'selected',
  'offered',
  'accepted',
  'closed',
] as const;
export type BoardColumn = (typeof COLUMNS)[number];

const CLOSED: readonly ApplicationStatus[] = ['withdrawn', 'rejected', 'offer_declined', 'lapsed'];

export const isPublished = (status: OpportunityDetail['status']): boolean =>
  status !== 'draft' && status !== 'pending_approval';

/** Drafts are the applicant's own and stand in no column. */
export function columnOf(status: ApplicationStatus): BoardColumn | undefined {
  if (CLOSED.includes(status)) return 'closed';
  return COLUMNS.find((column) => column === status);
}

export interface Lane<T> {
  column: BoardColumn;
  applications: T[];
}

/** Every stage has its lane, in order; the closed ones only where there are some. */
export function columnsOf<T extends { status: ApplicationStatus }>(items: readonly T[]): Lane<T>[] {
  return COLUMNS.map((column) => ({
    column,
    applications: items.filter((item) => columnOf(item.status) === column),
  })).filter(({ column, applications }) => column !== 'closed' || applications.length > 0);
}
