import { Select, Text, Textarea } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import type { Feedback } from '@/api/types';
import { Dialog } from '../dialog';
import { Form } from '../form';

const REASONS = ['skills_gap', 'experience', 'stronger_candidate', 'availability', 'other'] as const;

interface RejectDialogProps {
  name: string;
  onClose: () => void;
  onReject: (feedback: Feedback) => Promise<unknown>;
}

/** A refusal always carries a reason, the gap and a next step: that is what people can use. */
export function RejectDialog({ name, onClose, onReject }: RejectDialogProps) {
  const { t } = useTranslation();
  const form = useForm<{ feedback: Feedback }>({
    initialValues: { feedback: { reason_code: 'skills_gap', gap: '', next_step: '' } },
    validate: {
      feedback: {
        gap: (value) => (value.trim() === '' ? t('errors.fields.required') : null),
        next_step: (value) => (value.trim() === '' ? t('errors.fields.required') : null),
      },
    },
  });
  const title = t('applications.reject.title', { name });
  return (
    <Dialog opened onClose={onClose} title={title} size="lg">
      <Form
        form={form}
        label={title}
        submitLabel={t('applications.reject.submit')}
        onCancel={onClose}
        onSubmit={({ feedback }) => onReject(feedback)}
      >
        <Text>{t('applications.reject.lead', { name })}</Text>
        <Select
          label={t('applications.feedback_reason')}
          data={REASONS.map((code) => ({ value: code, label: t(`hiring.feedback_reason.${code}`) }))}
          allowDeselect={false}
          required
          {...form.getInputProps('feedback.reason_code')}
        />
        <Textarea
          label={t('applications.feedback_gap')}
          description={t('applications.reject.gap_hint')}
          autosize
          minRows={3}
          required
          maxLength={2000}
          {...form.getInputProps('feedback.gap')}
        />
        <Textarea
          label={t('applications.feedback_next')}
          description={t('applications.reject.next_hint')}
          autosize
          minRows={3}
          required
          maxLength={2000}
          {...form.getInputProps('feedback.next_step')}
        />
      </Form>
    </Dialog>
  );
}
