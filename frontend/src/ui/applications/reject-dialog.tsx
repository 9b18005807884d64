import { Text, Textarea } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import type { Application, ApplicationStatus, FeedbackInput } from '@/api/types';
import { useFormat } from '@/i18n/use-format';
import { Dialog } from '../dialog';
import { Form } from '../form';
import { useApplicantName } from './applicant';
import { emptyFeedback, FeedbackFields, saysSomething } from './feedback-fields';
import { missingSkills } from './missing-skills';

interface RejectDialogProps {
  application: Pick<
    Application,
    'employee' | 'applicant_number' | 'reads_language' | 'match_at_application' | 'interview_guaranteed' | 'status'
  >;
  onClose: () => void;
  onReject: (feedback: FeedbackInput, reason: string | undefined) => Promise<unknown>;
}

const BEFORE_INTERVIEW: readonly ApplicationStatus[] = ['submitted', 'screening', 'shortlisted'];

/** A refusal always carries a reason, the gap and a next step: that is what people can use. */
export function RejectDialog({ application, onClose, onReject }: RejectDialogProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const required = (text: string) => (saysSomething(text) ? null : t('errors.fields.required'));
  // Only a specialist gets so far: the interview was promised.
  const promised = application.interview_guaranteed && BEFORE_INTERVIEW.includes(application.status);
  const form = useForm<{ feedback: FeedbackInput; reason: string }>({
    initialValues: { feedback: emptyFeedback, reason: '' },
    validate: {
      feedback: { gap: required, next_step: required },
      reason: (text) => (promised ? required(text) : null),
    },
  });
  const name = useApplicantName()(application);
  const title = t('applications.reject.title', { name });
  return (
    <Dialog opened onClose={onClose} title={title} size="lg">
      <Form
        form={form}
        label={title}
        submitLabel={t('applications.reject.submit')}
        onCancel={onClose}
        onSubmit={({ feedback, reason }) => onReject(feedback, promised ? reason.trim() : undefined)}
      >
        <Text>{t('applications.reject.lead', { name })}</Text>
        {application.reads_language && (
          <Text fw={550}>
            {t('applications.reject.language', { name, language: format.language(application.reads_language) })}
          </Text>
        )}
        {promised && (
          <Textarea
            label={t('applications.reject.without_interview')}
            description={t('applications.reject.without_interview_hint')}
            required
            autosize
            minRows={2}
            maxLength={2000}
            {...form.getInputProps('reason')}
          />
        )}
        <FeedbackFields
          bind={(field) => form.getInputProps(`feedback.${field}`)}
          skillIds={form.values.feedback.skill_ids ?? []}
          onSkills={(ids) => form.setFieldValue('feedback.skill_ids', ids)}
          missing={missingSkills(application)}
        />
      </Form>
    </Dialog>
  );
}
