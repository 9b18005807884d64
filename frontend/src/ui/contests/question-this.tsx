import { Button, Text, Textarea } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { client } from '@/api/client';
import { useChange } from '@/api/query';
import type { ContestSubject } from '@/api/types';
import { Dialog } from '../dialog';
import { Form } from '../form';
import { useNotify } from '../notify';

const STATEMENT_MAX = 4000;

interface QuestionThisProps {
  kind: ContestSubject;
  /** The stored match, the skill, the application, or the opening. */
  subjectId: string;
  /** What is questioned, for whoever hears several of these buttons. */
  about: string;
}

/** Asks a specialist to look at a match, a level or a rejection, or to waive a rule of time. */
export function QuestionThis({ kind, subjectId, about }: QuestionThisProps) {
  const { t } = useTranslation();
  const notify = useNotify();
  const waiver = kind === 'waiver';
  const [opened, setOpened] = useState(false);
  const form = useForm({
    initialValues: { statement: '' },
    validate: {
      statement: (text) => (text.trim().length < 10 ? t('contests.statement_too_short') : null),
    },
  });
  const ask = useChange(
    (statement: string) =>
      client.POST('/api/v1/contests', {
        body: { subject_kind: kind, subject_id: subjectId, statement },
      }),
    {
      // Whether a waiver can be asked for, and its state, is shown with the opening.
      touches: [['contests'], ['opportunities']],
      onDone: () => {
        setOpened(false);
        form.reset();
        notify.done(t(waiver ? 'contests.asked_waiver' : 'contests.asked'));
      },
    },
  );
  const title = t(`contests.ask_title.${kind}`, { about });
  return (
    <>
      <Button
        variant="default"
        size="compact-sm"
        onClick={() => setOpened(true)}
        aria-label={t(waiver ? 'contests.ask_waiver_about' : 'contests.question_this_about', { about })}
      >
        {t(waiver ? 'contests.ask_waiver' : 'contests.question_this')}
      </Button>
      <Dialog opened={opened} onClose={() => setOpened(false)} title={title}>
        <Form
          form={form}
          label={title}
          submitLabel={t(waiver ? 'contests.send_waiver' : 'contests.send')}
          onSubmit={(values) => ask.mutateAsync(values.statement)}
          onCancel={() => setOpened(false)}
        >
          <Text size="sm">{t(waiver ? 'contests.what_happens_waiver' : 'contests.what_happens')}</Text>
          <Textarea
            label={t(waiver ? 'contests.statement_waiver' : 'contests.statement')}
            description={waiver ? undefined : t('contests.statement_hint')}
            required
            autosize
            minRows={4}
            maxRows={12}
            maxLength={STATEMENT_MAX}
            {...form.getInputProps('statement')}
          />
        </Form>
      </Dialog>
    </>
  );
}
