import { Text, Textarea } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import { Form } from '@/ui/form';
import type { GigProps } from './gig-page';
import { useStep } from './use-step';

/** Declining, or ending early: the others read why. */
export function ReasonForm({ gig, etag, onReload, command }: GigProps & { command: 'decline' | 'end_early' }) {
  const { t } = useTranslation();
  const form = useForm({
    initialValues: { reason: '' },
    validate: { reason: (text) => (text.trim().length < 3 ? t('engagements.words_missing') : null) },
  });
  const step = useStep({ gig, etag });
  return (
    <Form
      form={form}
      quiet
      label={t(`engagements.${command === 'decline' ? 'decline_title' : 'end_title'}`)}
      submitLabel={t(`engagements.${command}`)}
      onSubmit={({ reason }) => step.mutateAsync({ command, reason })}
      onReload={onReload}
    >
      <Text size="sm" c="dimmed">
        {t(`engagements.means.${command}`)}
      </Text>
      <Textarea
        label={t('engagements.reason')}
        description={t('engagements.reason_hint')}
        required
        autosize
        minRows={2}
        maxLength={2000}
        {...form.getInputProps('reason')}
      />
    </Form>
  );
}
