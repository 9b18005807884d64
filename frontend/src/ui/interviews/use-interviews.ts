import { client, ifMatch } from '@/api/client';
import { useChange } from '@/api/query';
import type { Interview, InterviewInput, InterviewMoveInput } from '@/api/types';

const TOUCHES = { touches: [['applications'], ['interviews'], ['notices']] };

const of = (applicationId: string, one: Interview) => ({
  path: { id: applicationId, interview_id: one.id },
  header: ifMatch(`"v${one.version}"`),
});

/** What can be done with the interviews of an application; the server checks that what was read still holds. */
export function useInterviews(applicationId: string) {
  const propose = useChange(
    (body: InterviewInput) =>
      client.POST('/api/v1/applications/{id}/interviews', { params: { path: { id: applicationId } }, body }),
    TOUCHES,
  );
  const choose = useChange(
    ({ one, slot }: { one: Interview; slot: number }) =>
      client.POST('/api/v1/applications/{id}/interviews/{interview_id}/choice', {
        params: of(applicationId, one),
        body: { slot },
      }),
    TOUCHES,
  );
  const move = useChange(
    ({ one, body }: { one: Interview; body: InterviewMoveInput }) =>
      client.POST('/api/v1/applications/{id}/interviews/{interview_id}/move', {
        params: of(applicationId, one),
        body,
      }),
    TOUCHES,
  );
  const cancel = useChange(
    (one: Interview) =>
      client.POST('/api/v1/applications/{id}/interviews/{interview_id}/cancel', {
        params: of(applicationId, one),
      }),
    TOUCHES,
  );
  const write = useChange(
    ({ one, note }: { one: Interview; note: string }) =>
      client.PUT('/api/v1/applications/{id}/interviews/{interview_id}/note', {
        params: { path: { id: applicationId, interview_id: one.id } },
        body: { note },
      }),
    TOUCHES,
  );
  return { propose, choose, move, cancel, write };
}
