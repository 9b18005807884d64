import { ActionIcon, Button, Group, NumberInput, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { InterviewInput } from '@/api/types';
import { Form } from '../form';
import { PersonPicker } from '../pickers';
import { instantIn, knownZone } from './zone';

const MOST_TIMES = 8;
const MOST_PEOPLE = 6;

interface Values extends Record<string, unknown> {
  times: string[];
  minutes: number;
  place: string;
  people: { id: string; name: string }[];
}

interface TimesFormProps {
  zone: string;
  /** Who will be there is asked as well: of a new proposal. */
  named: boolean;
  label: string;
  submitLabel: string;
  onSubmit: (input: InterviewInput) => Promise<unknown>;
  onCancel: () => void;
}

/** Times on the clocks of one place, a room or a link, and who will be there. */
export function TimesForm({ zone: given, named, label, submitLabel, onSubmit, onCancel }: TimesFormProps) {
  const { t } = useTranslation();
  const zone = knownZone(given);
  const form = useForm<Values>({
    initialValues: { times: [''], minutes: 45, place: '', people: [] },
    validate: {
      times: (times) => (times.every((time) => instantIn(time, zone)) ? null : t('interviews.no_such_time')),
      people: (people) => (!named || people.length > 0 ? null : t('interviews.nobody_named')),
    },
  });
  const { times, people } = form.values;
  return (
    <Form
      form={form}
      label={label}
      submitLabel={submitLabel}
      onCancel={onCancel}
      onSubmit={({ times: wanted, minutes, place, people: who }) =>
        onSubmit({
          slots: wanted.map((time) => ({ starts_at: instantIn(time, zone) ?? '', minutes })),
          interviewer_ids: who.map(({ id }) => id),
          time_zone: zone,
          ...(place.trim() === '' ? {} : { place: place.trim() }),
        })
      }
    >
      <Text size="sm">{t('interviews.zone', { zone })}</Text>
      {times.map((_, at) => (
        <Group key={at} gap="xs" align="end">
          <TextInput
            type="datetime-local"
            flex="1 1 12rem"
            label={t('interviews.time_number', { number: at + 1 })}
            required
            error={form.errors.times}
            value={times[at]}
            onChange={({ currentTarget }) => form.setFieldValue(`times.${at}`, currentTarget.value)}
          />
          {times.length > 1 && (
            <ActionIcon
              variant="subtle"
              color="gray"
              size="lg"
              aria-label={t('interviews.remove_time', { number: at + 1 })}
              onClick={() => form.removeListItem('times', at)}
            >
              <IconTrash size={16} aria-hidden="true" />
            </ActionIcon>
          )}
        </Group>
      ))}
      {times.length < MOST_TIMES && (
        <div>
          <Button variant="default" size="compact-sm" onClick={() => form.insertListItem('times', '')}>
            {t('interviews.add_time')}
          </Button>
        </div>
      )}
      <NumberInput label={t('interviews.minutes')} min={15} max={480} {...form.getInputProps('minutes')} />
      <TextInput label={t('interviews.place')} maxLength={500} {...form.getInputProps('place')} />
      {named && (
        <Stack gap="xs">
          {people.map(({ id, name }, at) => (
            <Group key={id} role="group" aria-label={name} justify="space-between">
              <Text>{name}</Text>
              <ActionIcon
                variant="subtle"
                color="gray"
                size="lg"
                aria-label={t('interviews.remove_person', { name })}
                onClick={() => form.removeListItem('people', at)}
              >
                <IconTrash size={16} aria-hidden="true" />
              </ActionIcon>
            </Group>
          ))}
          {people.length < MOST_PEOPLE && (
            <PersonPicker
              label={t('interviews.add_person')}
              description={t('interviews.person_hint')}
              value={null}
              exclude={new Set(people.map(({ id }) => id))}
              error={form.errors.people}
              onChange={(person) => {
                if (person !== null) form.insertListItem('people', { id: person.id, name: person.label });
              }}
            />
          )}
        </Stack>
      )}
    </Form>
  );
}
