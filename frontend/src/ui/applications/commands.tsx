import { Button } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useTranslation } from 'react-i18next';
import { client, ifMatch } from '@/api/client';
import { useChange } from '@/api/query';
import type { Application, ApplicationCommand, Feedback } from '@/api/types';
import { ConfirmButton } from '../confirm-button';
import { useNotify } from '../notify';
import { RejectDialog } from './reject-dialog';

interface CommandsProps {
  application: Pick<Application, 'id' | 'allowed' | 'employee'>;
  etag: string | undefined;
  own: boolean;
}

interface Step {
  command: ApplicationCommand;
  feedback?: Feedback;
}

/** Moves an application on. The server checks the version, so two deciders never overwrite each other. */
export function useApplicationStep(id: string, etag: string | undefined) {
  return useChange(
    (step: Step) =>
      client.POST('/api/v1/applications/{id}/transitions', {
        params: { path: { id }, header: ifMatch(etag) },
        body: step,
      }),
    { touches: [['applications'], ['opportunities'], ['home']] },
  );
}

const BACK = new Set<ApplicationCommand>(['reject', 'withdraw', 'decline']);

/** What the reader may do with an application now, as the server allows it. */
export function ApplicationCommands({ application, etag, own }: CommandsProps) {
  const { t } = useTranslation();
  const notify = useNotify();
  const [rejecting, reject] = useDisclosure(false);
  const step = useApplicationStep(application.id, etag);

  // One step is the next one; the others are there, and quieter.
  const next = application.allowed.find((command) => !BACK.has(command));

  const run = (command: ApplicationCommand) =>
    step.mutate(
      { command },
      {
        onSuccess: () => notify.done(t(`applications.done.${command}`)),
        onError: (error) => notify.failed(error),
      },
    );

  return (
    <>
      {application.allowed.map((command) => {
        if (command === 'reject') {
          return (
            <Button key={command} variant="default" onClick={reject.open}>
              {t('applications.command.reject')}
            </Button>
          );
        }
        return (
          <ConfirmButton
            key={command}
            label={t(`applications.command.${command}`)}
            title={t(`applications.question.${command}`)}
            consequence={t(`applications.consequence.${command}`, {
              name: application.employee.display_name,
            })}
            confirmLabel={t(`applications.command.${command}`)}
            variant={command === next ? 'filled' : 'default'}
            loading={step.isPending}
            onConfirm={() => run(command)}
          />
        );
      })}
      {!own && rejecting && (
        <RejectDialog
          name={application.employee.display_name}
          onClose={reject.close}
          onReject={async (feedback) => {
            await step.mutateAsync({ command: 'reject', feedback });
            reject.close();
            notify.done(t('applications.done.reject'));
          }}
        />
      )}
    </>
  );
}

