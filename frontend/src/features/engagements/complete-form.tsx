import { ActionIcon, Group, Text, Textarea } from '@mantine/core';
import { useForm } from '@mantine/form';
import { IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Form } from '@/ui/form';
import { LevelSelect } from '@/ui/level-select';
import { SkillNamePicker } from '@/ui/pickers';
import type { GigProps } from './gig-page';
import { useStep } from './use-step';

interface Shown {
  skill_id: string;
  name: string;
  level: number;
}

/** The team's word at the end: how it went, and which skills were shown at which level. */
export function CompleteForm({ gig, etag, onReload }: GigProps) {
  const { t } = useTranslation();
  const form = useForm<{ feedback: string; skills: Shown[] }>({
    initialValues: { feedback: '', skills: [] },
    validate: { feedback: (text) => (text.trim().length < 3 ? t('engagements.words_missing') : null) },
  });
  const step = useStep({ gig, etag });
  const { skills } = form.values;
  return (
    <Form
      form={form}
      label={t('engagements.complete_title')}
      submitLabel={t('engagements.complete')}
      onSubmit={({ feedback, skills: shown }) =>
        step.mutateAsync({
          command: 'complete',
          feedback,
          skills: shown.map(({ skill_id, level }) => ({ skill_id, level })),
        })
      }
      onReload={onReload}
    >
      <Textarea
        label={t('engagements.feedback')}
        description={t('engagements.feedback_hint')}
        required
        autosize
        minRows={3}
        maxLength={4000}
        {...form.getInputProps('feedback')}
      />
      <Text size="sm" c="dimmed">
        {t('engagements.skills_hint')}
      </Text>
      {skills.map(({ skill_id, name, level }, index) => (
        <Group key={skill_id} gap="xs">
          <Text style={{ flex: '1 1 10rem' }}>{name}</Text>
          <LevelSelect
            hideLabel
            label={t('engagements.level_of', { skill: name })}
            value={level}
            error={form.errors[`skills.${index}.level`]}
            onChange={(chosen) => form.setFieldValue(`skills.${index}.level`, chosen)}
          />
          <ActionIcon
            variant="subtle"
            color="gray"
            size="lg"
            aria-label={t('engagements.remove_skill', { skill: name })}
            onClick={() => form.removeListItem('skills', index)}
          >
            <IconTrash size={16} aria-hidden="true" />
          </ActionIcon>
        </Group>
      ))}
      <SkillNamePicker
        label={t('engagements.add_skill')}
        value={null}
        exclude={new Set(skills.map(({ skill_id }) => skill_id))}
        onChange={(choice) => {
          if (choice !== null) {
            form.insertListItem('skills', { skill_id: choice.id, name: choice.label, level: 3 });
          }
        }}
      />
    </Form>
  );
}
