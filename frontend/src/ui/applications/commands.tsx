import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { client, ifMatch } from '@/api/client';
import { useChange } from '@/api/query';
import type { Application, ApplicationCommand, FeedbackInput, OfferInput } from '@/api/types';
import { ConfirmButton } from '../confirm-button';
import { useNotify } from '../notify';
import { isUnnamed, useApplicantName } from './applicant';
import { DeclineDialog } from './decline-dialog';
import { OfferDialog } from './offer-dialog';
import { RejectDialog } from './reject-dialog';

interface CommandsProps {
  application: Application;
  etag: string | undefined;
  own: boolean;
}

interface Step {
  command: ApplicationCommand;
  feedback?: FeedbackInput;
  offer?: OfferInput;
  reason?: string;
}

/** Commands that ask for more than a yes. */
type Asking = 'reject' | 'offer' | 'decline';
const ASKING: readonly ApplicationCommand[] = ['reject', 'offer', 'decline'] satisfies Asking[];
const asks = (command: ApplicationCommand): command is Asking => ASKING.includes(command);

/** Moves an application on. The server checks the version, so two deciders never overwrite each other. */
function useApplicationStep(id: string, etag: string | undefined) {
  return useChange(
    (step: Step) =>
      client.POST('/api/v1/applications/{id}/transitions', {
        params: { path: { id }, header: ifMatch(etag) },
        body: step,
      }),
    {
      // An accepted offer begins a move or a gig.
      touches: [
        ['applications'],
        ['opportunities'],
        ['home'],
        ['overdue-answers'],
        ['moves'],
        ['engagements'],
        ['notices'],
      ],
    },
  );
}

/** By which the hiring team is told a name that was hidden from it. */
const NAMES = new Set<ApplicationCommand>(['shortlist', 'invite_to_interview']);
const BACK = new Set<ApplicationCommand>(['reject', 'withdraw', 'decline']);

/** What the reader may do with an application now, as the server allows it. */
export function ApplicationCommands({ application, etag, own }: CommandsProps) {
  const { t } = useTranslation();
  const notify = useNotify();
  const [asking, setAsking] = useState<Asking | null>(null);
  const step = useApplicationStep(application.id, etag);

  // One step is the next one; the others are there, and quieter.
  const next = application.allowed.find((command) => !BACK.has(command));

  const run = (command: ApplicationCommand) =>
    step
      .mutateAsync({ command })
      .then(() => notify.done(t(`applications.done.${command}`)), notify.failed);

  const name = useApplicantName()(application);
  const close = () => setAsking(null);
  const send = async (asked: Step) => {
    await step.mutateAsync(asked);
    close();
    notify.done(t(`applications.done.${asked.command}`));
  };

  return (
    <>
      {application.allowed.map((command) => {
        if (asks(command)) {
          return (
            <Button
              key={command}
              variant={command === next ? 'filled' : 'default'}
              onClick={() => setAsking(command)}
            >
              {t(`applications.command.${command}`)}
            </Button>
          );
        }
        return (
          <ConfirmButton
            key={command}
            label={t(`applications.command.${command}`)}
            title={t(`applications.question.${command}`)}
            consequence={[
              t(`applications.consequence.${command}`, { name }),
              isUnnamed(application) && NAMES.has(command) && t('applications.unnamed.consequence'),
            ]
              .filter(Boolean)
              .join(' ')}
            confirmLabel={t(`applications.command.${command}`)}
            variant={command === next ? 'filled' : 'default'}
            onConfirm={() => run(command)}
          />
        );
      })}
      {!own && asking === 'reject' && (
        <RejectDialog
          application={application}
          onClose={close}
          onReject={(feedback, reason) =>
            send({ command: 'reject', feedback, ...(reason === undefined ? {} : { reason }) })
          }
        />
      )}
      {!own && asking === 'offer' && (
        <OfferDialog
          name={name}
          opening={application.opportunity}
          onClose={close}
          onOffer={(offer) => send({ command: 'offer', offer })}
        />
      )}
      {own && asking === 'decline' && (
        <DeclineDialog
          onClose={close}
          onDecline={(reason) => send({ command: 'decline', ...(reason === undefined ? {} : { reason }) })}
        />
      )}
    </>
  );
}

