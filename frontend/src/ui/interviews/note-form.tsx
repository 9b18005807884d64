import { Textarea } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import type { Interview } from '@/api/types';
import { Form } from '../form';
import { useNotify } from '../notify';
import { useInterviews } from './use-interviews';

/** What one wants to ask, or has heard. */
export function NoteForm({ applicationId, one }: { applicationId: string; one: Interview }) {
  const { t } = useTranslation();
  const notify = useNotify();
  const { write } = useInterviews(applicationId);
  const form = useForm({
    initialValues: { note: one.own_note?.note ?? '' },
    validate: { note: (note) => (note.trim() === '' ? t('interviews.note_empty') : null) },
  });
  return (
    <Form
      form={form}
      quiet
      label={t('interviews.own_note')}
      submitLabel={t('interviews.save_note')}
      onSubmit={async ({ note }) => {
        await write.mutateAsync({ one, note: note.trim() });
        notify.done(t('interviews.note_saved'));
      }}
    >
      <Textarea
        label={t('interviews.own_note')}
        description={t('interviews.note_hint')}
        autosize
        minRows={2}
        maxLength={4000}
        {...form.getInputProps('note')}
      />
    </Form>
  );
}
