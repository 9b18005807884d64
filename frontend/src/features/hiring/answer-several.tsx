import { Alert, Text } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { client } from '@/api/client';
import { useChange } from '@/api/query';
import type { ApplicationSummary, FeedbackInput, RejectionResult } from '@/api/types';
import { useCodeText } from '@/i18n/use-code-text';
import { useApplicantName } from '@/ui/applications/applicant';
import { emptyFeedback, FeedbackFields, saysSomething } from '@/ui/applications/feedback-fields';
import { Dialog } from '@/ui/dialog';
import { Form } from '@/ui/form';
import { useNotify } from '@/ui/notify';
import classes from './hiring.module.css';

interface AnswerSeveralProps {
  opportunityId: string;
  applications: readonly ApplicationSummary[];
  onClose: () => void;
}

interface Values extends Record<string, unknown> {
  items: FeedbackInput[];
}

/** Answers to several people in one go, each in words of their own: nobody gets a form letter. */
export function AnswerSeveral({ opportunityId, applications, onClose }: AnswerSeveralProps) {
  const { t } = useTranslation();
  const codeText = useCodeText();
  const notify = useNotify();
  // Who has been answered leaves the list behind; the form keeps to whom it was opened for.
  const [people] = useState(applications);
  const [results, setResults] = useState<readonly RejectionResult[]>([]);
  const required = (text: string) => (saysSomething(text) ? null : t('errors.fields.required'));
  const form = useForm<Values>({
    initialValues: { items: people.map(() => ({ ...emptyFeedback })) },
    validate: { items: { gap: required, next_step: required } },
  });
  const send = useChange(
    (items: FeedbackInput[]) =>
      client.POST('/api/v1/opportunities/{id}/rejections', {
        params: { path: { id: opportunityId } },
        body: {
          items: people.flatMap((one, at) => {
            const feedback = items[at];
            return feedback === undefined
              ? []
              : [{ application_id: one.id, version: one.version, feedback }];
          }),
        },
      }),
    { touches: [['applications'], ['opportunities'], ['home'], ['overdue-answers']] },
  );
  const failed = results.filter(({ sent }) => !sent);
  const applicantName = useApplicantName();
  const nameOf = (id: string) => {
    const found = people.find((one) => one.id === id);
    return found === undefined ? id : applicantName(found);
  };
  const title = t('hiring.answers.title', { count: people.length });
  return (
    <Dialog opened onClose={onClose} title={title} size="lg">
      {failed.length > 0 ? (
        <Alert color="red" variant="outline" role="alert" title={t('hiring.answers.some_failed', { count: failed.length })}>
          <ul>
            {failed.map(({ application_id, code }) => (
              <li key={application_id}>
                {nameOf(application_id)}: {codeText('errors.codes', code ?? '') ?? t('hiring.answers.not_sent')}
              </li>
            ))}
          </ul>
          <Text size="sm">{t('hiring.answers.others_sent')}</Text>
        </Alert>
      ) : (
        <Form
          form={form}
          label={title}
          submitLabel={t('hiring.answers.send', { count: people.length })}
          onCancel={onClose}
          onSubmit={async ({ items }) => {
            const answer = await send.mutateAsync(items);
            const missed = answer.data.items.filter(({ sent }) => !sent);
            if (missed.length === 0) {
              notify.done(t('hiring.answers.sent', { count: people.length }));
              onClose();
            }
            setResults(answer.data.items);
          }}
        >
          <Text>{t('hiring.answers.lead')}</Text>
          {people.map((one, at) => (
            <fieldset key={one.id} className={classes.answer}>
              <legend>{applicantName(one)}</legend>
              <FeedbackFields
                bind={(field) => form.getInputProps(`items.${at}.${field}`)}
                skillIds={[]}
                onSkills={() => undefined}
                missing={[]}
              />
            </fieldset>
          ))}
        </Form>
      )}
    </Dialog>
  );
}
