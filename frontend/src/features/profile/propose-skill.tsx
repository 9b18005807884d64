import { Select, Stack, Text, Textarea, TextInput, UnstyledButton } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { client, isApiError, load } from '@/api/client';
import type { Skill, SkillKind } from '@/api/types';
import { Form } from '@/ui/form';
import { DidYouMean } from './did-you-mean';
import { nearDuplicates } from './near-duplicates';
import classes from './profile.module.css';

const KINDS = ['skill', 'knowledge', 'tool', 'language', 'certificate'] as const;

interface ProposeSkillProps {
  name: string;
  onClose: () => void;
  onProposed: (skill: Pick<Skill, 'id' | 'name' | 'kind'>) => void;
}

/** A new skill goes to the specialists' queue. What is close to it already is offered first. */
export function ProposeSkill({ name, onClose, onProposed }: ProposeSkillProps) {
  const { t } = useTranslation();
  const [similar, setSimilar] = useState<ReturnType<typeof nearDuplicates>>([]);
  const form = useForm({
    initialValues: { name, kind: 'skill' as SkillKind, description: '' },
    validate: { name: (value) => (value.trim() === '' ? t('errors.fields.required') : null) },
  });
  return (
    <Form
      form={form}
      label={t('profile.propose')}
      submitLabel={t('profile.propose_submit')}
      onCancel={onClose}
      onSubmit={async ({ description, ...values }) => {
        try {
          const { data } = await load(
            client.POST('/api/v1/skills', {
              body: { ...values, ...(description.trim() === '' ? {} : { description }) },
            }),
          );
          onProposed(data);
        } catch (error) {
          if (isApiError(error)) setSimilar(nearDuplicates(error.document));
          throw error;
        }
      }}
    >
      <Text size="sm" c="dimmed">
        {t('profile.propose_lead')}
      </Text>
      <TextInput label={t('profile.skill')} required maxLength={120} {...form.getInputProps('name')} />
      <DidYouMean text={form.values.name} onChosen={onProposed} />
      <Select
        label={t('profile.kind')}
        data={KINDS.map((kind) => ({ value: kind, label: t(`terms.skill_kind.${kind}`) }))}
        allowDeselect={false}
        {...form.getInputProps('kind')}
      />
      <Textarea
        label={t('profile.definition')}
        autosize
        minRows={2}
        maxLength={1000}
        {...form.getInputProps('description')}
      />
      {similar.length > 0 && (
        <Stack gap="xs">
          <Text fw={600}>{t('profile.near_duplicates')}</Text>
          {similar.map((skill) => (
            <UnstyledButton key={skill.id} className={classes.option} onClick={() => onProposed(skill)}>
              {skill.name}
            </UnstyledButton>
          ))}
        </Stack>
      )}
    </Form>
  );
}
