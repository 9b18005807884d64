import { Select, Text, Textarea } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import { client, ifMatch } from '@/api/client';
import { useChange } from '@/api/query';
import type { CheckInMood, Move } from '@/api/types';
import { useFormat } from '@/i18n/use-format';
import { Form } from '@/ui/form';
import { useNotify } from '@/ui/notify';
import { Section } from '@/ui/page';
import { Prose } from '@/ui/prose';
import classes from './moves.module.css';

const MOODS = ['well', 'mixed', 'badly'] as const;

interface CheckInsProps {
  move: Move;
  etag: string | undefined;
  onReload: () => void;
}

/** What both sides said after 30, 60 and 90 days, and the form for what is asked of oneself. */
export function CheckIns({ move, etag, onReload }: CheckInsProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const first = move.check_ins_due[0];
  return (
    <Section title={t('moves.check_ins')}>
      {move.check_ins.length === 0 && <Text c="dimmed">{t('moves.check_ins_none')}</Text>}
      <ul className={classes.plain}>
        {move.check_ins.map((said) => (
          <li key={`${said.after_days}-${said.side}`} className={classes.task}>
            <Text fw={550}>
              {t('moves.check_in_line', {
                who: t(`moves.side.${said.side}`),
                mood: t(`moves.mood.${said.mood}`),
              })}
            </Text>
            <Text size="sm" c="dimmed">
              {t('moves.check_in_days', { days: said.after_days })}, {format.date(said.at)}
            </Text>
            {said.note !== '' && <Prose text={said.note} />}
          </li>
        ))}
      </ul>
      {first !== undefined && move.allowed.includes('check_in') && (
        <CheckInForm key={first} move={move} etag={etag} onReload={onReload} first={first} />
      )}
    </Section>
  );
}

function CheckInForm({ move, etag, onReload, first }: CheckInsProps & { first: number }) {
  const { t } = useTranslation();
  const notify = useNotify();
  const form = useForm({ initialValues: { after_days: String(first), mood: 'well', note: '' } });
  const say = useChange(
    (values: typeof form.values) =>
      client.POST('/api/v1/moves/{id}/check-ins', {
        params: { path: { id: move.id }, header: ifMatch(etag) },
        body: {
          after_days: Number(values.after_days),
          mood: values.mood as CheckInMood,
          note: values.note,
        },
      }),
    { touches: [['moves']], onDone: () => notify.done(t('moves.sent')) },
  );
  return (
    <Form
      form={form}
      label={t('moves.check_in_title')}
      submitLabel={t('moves.send')}
      onReload={onReload}
      onSubmit={(values) => say.mutateAsync(values)}
    >
      <Text size="sm" c="dimmed">
        {t('moves.check_in_lead')}
      </Text>
      <Select
        label={t('moves.check_in_which')}
        allowDeselect={false}
        data={move.check_ins_due.map((days) => ({
          value: String(days),
          label: t('moves.check_in_days', { days }),
        }))}
        {...form.getInputProps('after_days')}
      />
      <Select
        label={t('moves.mood_label')}
        allowDeselect={false}
        data={MOODS.map((value) => ({ value, label: t(`moves.mood.${value}`) }))}
        {...form.getInputProps('mood')}
      />
      <Textarea
        label={t('moves.note')}
        autosize
        minRows={3}
        maxLength={2000}
        {...form.getInputProps('note')}
      />
    </Form>
  );
}
