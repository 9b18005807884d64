import { Button, Select, Text } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { client } from '@/api/client';
import { useChange } from '@/api/query';
import type { Contest } from '@/api/types';
import { Dialog } from '@/ui/dialog';
import { Form } from '@/ui/form';
import { useNotify } from '@/ui/notify';

interface HandOverProps {
  contest: Contest;
  etag: string | undefined;
  onReload: () => void;
}

/** Gives a question to another specialist, by name. */
export function HandOver({ contest, etag, onReload }: HandOverProps) {
  const { t } = useTranslation();
  const notify = useNotify();
  const [opened, setOpened] = useState(false);
  const form = useForm({
    initialValues: { assignee: '' },
    validate: { assignee: (id) => (id === '' ? t('errors.fields.required') : null) },
  });
  const hand = useChange(
    (assignee: string) =>
      client.POST('/api/v1/contests/{id}/assign', {
        params: { path: { id: contest.id }, header: { 'If-Match': etag ?? '' } },
        body: { assignee_id: assignee },
      }),
    {
      touches: [['contests'], ['home']],
      onDone: () => {
        setOpened(false);
        form.reset();
        notify.done(t('contests.handed_over'));
      },
    },
  );
  const people = contest.answerers ?? [];
  if (people.length === 0) return null;
  const title = t('contests.hand_over_title');
  return (
    <>
      <Button variant="default" onClick={() => setOpened(true)}>
        {t('contests.hand_over')}
      </Button>
      <Dialog opened={opened} onClose={() => setOpened(false)} title={title}>
        <Form
          form={form}
          label={title}
          submitLabel={t('contests.hand_over')}
          onSubmit={({ assignee }) => hand.mutateAsync(assignee)}
          onCancel={() => setOpened(false)}
          onReload={onReload}
        >
          <Text size="sm">{t('contests.hand_over_who')}</Text>
          <Select
            label={t('contests.hand_over_to')}
            required
            searchable
            nothingFoundMessage={t('contests.hand_over_nobody')}
            data={people.map(({ id, display_name }) => ({ value: id, label: display_name }))}
            {...form.getInputProps('assignee')}
          />
        </Form>
      </Dialog>
    </>
  );
}
