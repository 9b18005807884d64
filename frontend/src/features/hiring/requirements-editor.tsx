import { ActionIcon, Button, Group, Select, Stack, Text } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useQueryClient } from '@tanstack/react-query';
import * as reads from '@/api/reads';
import { LevelSelect } from '@/ui/level-select';
import { SkillPicker } from '@/ui/pickers';
import classes from './hiring.module.css';
import type { OpeningValues } from './opening-form';

/** Which skills, at which level, and whether one can do without. */
export function RequirementsEditor({ form }: { form: UseFormReturnType<OpeningValues> }) {
  const { t } = useTranslation();
  const cache = useQueryClient();
  const [taking, setTaking] = useState(false);
  const { requirements, job_profile_id: roleId } = form.values;
  const used = new Set(requirements.flatMap(({ skill_id }) => (skill_id === null ? [] : [skill_id])));

  const takeOver = async (id: string) => {
    setTaking(true);
    try {
      const { data } = await cache.query(reads.jobProfile(id));
      form.setFieldValue(
        'requirements',
        data.requirements.map(({ skill, level, importance }) => ({
          skill_id: skill.id,
          skill_name: skill.name,
          level,
          importance,
        })),
      );
    } finally {
      setTaking(false);
    }
  };

  return (
    <Stack>
      {requirements.length === 0 && <Text c="dimmed">{t('hiring.requirements_none')}</Text>}
      {requirements.map((requirement, index) => (
        <div key={`${requirement.skill_id ?? 'new'}-${index}`} className={classes.requirement}>
          <SkillPicker
            hideLabel={index > 0}
            label={t('hiring.skill')}
            value={requirement.skill_id}
            chosen={
              requirement.skill_id === null
                ? undefined
                : { id: requirement.skill_id, label: requirement.skill_name }
            }
            exclude={new Set([...used].filter((id) => id !== requirement.skill_id))}
            error={form.errors[`requirements.${index}.skill_id`]}
            onChange={(choice) => {
              form.setFieldValue(`requirements.${index}.skill_name`, choice?.label ?? '');
              form.setFieldValue(`requirements.${index}.skill_id`, choice?.id ?? null);
            }}
          />
          <LevelSelect
            hideLabel={index > 0}
            label={t('hiring.level')}
            value={requirement.level}
            error={form.errors[`requirements.${index}.level`]}
            onChange={(level) => form.setFieldValue(`requirements.${index}.level`, level)}
          />
          <Select
            {...(index > 0 ? { 'aria-label': t('hiring.importance') } : { label: t('hiring.importance') })}
            data={(['required', 'preferred'] as const).map((value) => ({
              value,
              label: t(`terms.importance.${value}`),
            }))}
            allowDeselect={false}
            {...form.getInputProps(`requirements.${index}.importance`)}
          />
          <ActionIcon
            variant="subtle"
            color="gray"
            size="lg"
            aria-label={t('hiring.remove_requirement', { skill: requirement.skill_name })}
            onClick={() => form.removeListItem('requirements', index)}
          >
            <IconTrash size={16} aria-hidden="true" />
          </ActionIcon>
        </div>
      ))}
      <Group>
        <Button
          variant="default"
          leftSection={<IconPlus size={16} aria-hidden="true" />}
          onClick={() =>
            form.insertListItem('requirements', {
              skill_id: null,
              skill_name: '',
              level: 3,
              importance: 'required',
            })
          }
        >
          {t('hiring.add_requirement')}
        </Button>
        {roleId !== null && (
          <Button variant="default" loading={taking} onClick={() => void takeOver(roleId)}>
            {t('hiring.take_over')}
          </Button>
        )}
      </Group>
    </Stack>
  );
}
