import type { Session } from '@/api/types';

/** Which parts of the product somebody gets to see. The server decides what they may do there. */
export interface Abilities {
  hiring: boolean;
  /** Questions on the specialists' desks. */
  questions: boolean;
  imports: boolean;
  audit: boolean;
  /** Changes how matches are scored; everybody may read it. */
  weights: boolean;
  /** May ask who is open to moves. */
  openness: boolean;
  /** Changes the organisation's rules; everybody may read them. */
  policy: boolean;
  /** Writes what is to be done for moves. */
  checklist: boolean;
  /** Reads who lets people go and who holds on to them. */
  talentFlow: boolean;
  /** Has a person of their own: profile, applications. A pure administrator has none. */
  person: boolean;
}

export function abilitiesOf(session: Pick<Session, 'roles' | 'is_hiring' | 'is_manager' | 'employee_id'>): Abilities {
  const specialist = session.roles.includes('specialist');
  return {
    hiring: session.is_hiring || session.is_manager || specialist,
    questions: specialist || session.roles.includes('admin'),
    imports: specialist || session.roles.includes('admin'),
    audit: session.roles.includes('admin'),
    weights: specialist,
    openness: specialist,
    policy: specialist,
    checklist: specialist,
    talentFlow: specialist || session.roles.includes('leader'),
    person: typeof session.employee_id === 'string',
  };
}
