import { Button, Modal, Text, Textarea, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { client, ifMatch } from '@/api/client';
import { useChange } from '@/api/query';
import type { Move, MoveCommand } from '@/api/types';
import { useFormat } from '@/i18n/use-format';
import { Form } from '@/ui/form';
import { useNotify } from '@/ui/notify';

/** `check_in` is said in a section of its own. */
type Said = Exclude<MoveCommand, 'check_in'>;

const NEEDS_DATE = new Set<Said>(['request_release', 'counter']);
const MAY_DATE = new Set<Said>(['request_release', 'counter', 'schedule']);
const NEEDS_REASON = new Set<Said>([
  'counter',
  'refuse',
  'return',
  'cancel',
  'comment',
  'council_objects',
]);
const QUIET = new Set<Said>([
  'cancel',
  'comment',
  'refuse',
  'return',
  'counter',
  'schedule',
  'council_objects',
]);

interface MoveCommandsProps {
  move: Move;
  etag: string | undefined;
  onReload: () => void;
}

/** What one can do with a move now, as the server allows it; each says what follows. */
export function MoveCommands({ move, etag, onReload }: MoveCommandsProps) {
  const { t } = useTranslation();
  const [saying, setSaying] = useState<Said | null>(null);
  const commands = move.allowed.filter((command): command is Said => command !== 'check_in');
  const next = commands.find((command) => !QUIET.has(command));
  return (
    <>
      {commands.map((command) => (
        <Button
          key={command}
          variant={command === next ? 'filled' : 'default'}
          onClick={() => setSaying(command)}
        >
          {t(`moves.command.${command}`)}
        </Button>
      ))}
      {saying !== null && (
        <SayDialog
          key={saying}
          command={saying}
          move={move}
          etag={etag}
          onReload={onReload}
          onClose={() => setSaying(null)}
        />
      )}
    </>
  );
}

interface SayDialogProps extends MoveCommandsProps {
  command: Said;
  onClose: () => void;
}

function SayDialog({ command, move, etag, onReload, onClose }: SayDialogProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const notify = useNotify();
  // What overcame an objection is written down; consent needs no reason.
  const needsReason =
    NEEDS_REASON.has(command) || (command === 'council_consents' && move.council?.stand === 'objected');
  const form = useForm({
    initialValues: { date: MAY_DATE.has(command) ? move.effective_on : '', reason: '' },
    validate: {
      date: (value) => (NEEDS_DATE.has(command) && value === '' ? t('errors.fields.required') : null),
      reason: (value) =>
        needsReason && value.trim() === '' ? t('errors.fields.required') : null,
    },
  });
  const step = useChange(
    (values: typeof form.values) =>
      client.POST('/api/v1/moves/{id}/transitions', {
        params: { path: { id: move.id }, header: ifMatch(etag) },
        body: {
          command,
          ...(values.date === '' ? {} : { date: values.date }),
          ...(values.reason.trim() === '' ? {} : { reason: values.reason }),
        },
      }),
    {
      touches: [['moves'], ['opportunities'], ['employees'], ['home']],
      onDone: () => {
        onClose();
        notify.done(t('moves.done'));
      },
    },
  );
  const title = t(`moves.command.${command}`);
  return (
    <Modal opened onClose={onClose} title={title}>
      <Form
        form={form}
        label={title}
        submitLabel={title}
        onCancel={onClose}
        onReload={onReload}
        onSubmit={(values) => step.mutateAsync(values)}
      >
        <Text>
          {t(`moves.consequence.${command}`, {
            cap: format.date(move.cap_on),
            effective: format.date(move.effective_on),
          })}
        </Text>
        {MAY_DATE.has(command) && (
          <TextInput
            type="date"
            label={t('moves.date')}
            required={NEEDS_DATE.has(command)}
            max={move.cap_on}
            {...form.getInputProps('date')}
          />
        )}
        {needsReason && (
          <Textarea
            label={command === 'comment' ? t('moves.comment_label') : t('moves.reason')}
            required
            autosize
            minRows={3}
            maxLength={2000}
            {...form.getInputProps('reason')}
          />
        )}
      </Form>
    </Modal>
  );
}
