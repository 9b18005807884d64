import { useTranslation } from 'react-i18next';
import { client, ifMatch } from '@/api/client';
import type { OpportunityCommand, OpportunityDetail } from '@/api/types';
import { ConfirmButton } from '@/ui/confirm-button';
import { useAction } from '@/ui/use-action';

interface OpeningCommandsProps {
  opening: Pick<OpportunityDetail, 'id' | 'allowed'>;
  etag: string | undefined;
}

/** What may happen to an opening now, as the server allows it. */
export function OpeningCommands({ opening, etag }: OpeningCommandsProps) {
  const { t } = useTranslation();
  const step = useAction(
    (command: OpportunityCommand) =>
      client.POST('/api/v1/opportunities/{id}/transitions', {
        params: { path: { id: opening.id }, header: ifMatch(etag) },
        body: { command },
      }),
    {
      touches: [['opportunities'], ['home']],
      done: (command) => t(`hiring.done.${command}`),
    },
  );
  return (
    <>
      {opening.allowed.map((command) => (
        <ConfirmButton
          key={command}
          label={t(`hiring.command.${command}`)}
          title={t(`hiring.command_title.${command}`)}
          consequence={t(`hiring.consequence.${command}`)}
          confirmLabel={t(`hiring.command.${command}`)}
          variant={command === 'publish' || command === 'resume' || command === 'reopen' ? 'filled' : 'default'}
          onConfirm={() => step.runToEnd(command)}
        />
      ))}
    </>
  );
}
