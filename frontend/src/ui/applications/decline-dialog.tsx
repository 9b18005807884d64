import { Text, Textarea } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import { Dialog } from '../dialog';
import { Form } from '../form';

interface DeclineDialogProps {
  onClose: () => void;
  /** Without a reason where none is given. */
  onDecline: (reason: string | undefined) => Promise<unknown>;
}

/** Nobody has to say why they decline. */
export function DeclineDialog({ onClose, onDecline }: DeclineDialogProps) {
  const { t } = useTranslation();
  const form = useForm({ initialValues: { reason: '' } });
  const title = t('applications.command.decline');
  return (
    <Dialog opened onClose={onClose} title={title}>
      <Form
        form={form}
        label={title}
        submitLabel={title}
        onCancel={onClose}
        onSubmit={({ reason }) => onDecline(reason.trim() === '' ? undefined : reason.trim())}
      >
        <Text>{t('applications.consequence.decline')}</Text>
        <Textarea
          label={t('applications.offer.decline_reason')}
          description={t('applications.offer.decline_hint')}
          autosize
          minRows={2}
          maxLength={2000}
          {...form.getInputProps('reason')}
        />
      </Form>
    </Dialog>
  );
}
