// Finds things in the demo company through the API, as a person would.
import { Client, type Answer } from './client.ts';

export interface Page<T> {
  items: T[];
  next_cursor?: string;
}

export interface OpportunityCard {
  id: string;
  kind: string;
  title: string;
  status: string;
  match?: { fit: number };
  application_status?: string;
  eligible_from?: { code: string };
}

export interface Session {
  account_id: string;
  employee_id?: string;
  display_name: string;
}

export interface Employee {
  id: string;
  display_name: string;
  org_unit: { id: string; name: string };
}

function ok<T>(answer: Answer<T>, what: string): T {
  if (answer.status >= 300) throw new Error(`${what}: ${answer.status} ${JSON.stringify(answer.body)}`);
  return answer.body;
}

/** Who is signed in, as an employee. */
export async function me(client: Client): Promise<Employee> {
  const session = ok(await client.get<Session>('/api/v1/session'), 'session');
  if (!session.employee_id) throw new Error(`${session.display_name} is no employee`);
  return ok(await client.get<Employee>(`/api/v1/employees/${session.employee_id}`), 'employee');
}

/** An opening that this person may apply for and has not. */
export async function openOpening(client: Client): Promise<OpportunityCard> {
  const page = ok(await client.get<Page<OpportunityCard>>('/api/v1/opportunities?sort=fit&limit=200'), 'opportunities');
  for (const card of page.items) {
    if (card.application_status || card.eligible_from) continue;
    const answer = await client.get<{ eligible: boolean }>(`/api/v1/opportunities/${card.id}/eligibility`);
    if (ok(answer, 'eligibility').eligible) return card;
  }
  throw new Error('the demo company has no opening that this person may apply for');
}

/** What a hiring manager sends to make a draft opening in their own unit. */
export function draftOpening(employee: Employee, title: string): Record<string, unknown> {
  return {
    kind: 'gig',
    title,
    description: 'Help a neighbouring team for a few hours a week.',
    org_unit_id: employee.org_unit.id,
    work_mode: 'hybrid',
    requirements: [],
    seats: 1,
    hours_per_week: 6,
    selection_criteria: ['Interest in the work'],
    priority: 'normal',
  };
}
