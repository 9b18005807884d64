import { Button, Textarea, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { client } from '@/api/client';
import { useChange } from '@/api/query';
import type { SkillKind, SkillRef } from '@/api/types';
import { Form } from '@/ui/form';
import { LevelSelect } from '@/ui/level-select';
import { useNotify } from '@/ui/notify';
import { SkillPicker } from '@/ui/pickers';
import { ProposeSkill } from './propose-skill';

interface AddSkillProps {
  employeeId: string;
  known: ReadonlySet<string>;
  suggested: SkillRef | null;
  onDone: () => void;
}

interface AddSkillValues extends Record<string, unknown> {
  skill_id: string | null;
  level: number | null;
  evidence: string;
  expires_on: string;
}

/** A level is asked once, evidence never has to be given. */
export function AddSkill({ employeeId, known, suggested, onDone }: AddSkillProps) {
  const { t } = useTranslation();
  const notify = useNotify();
  const [kind, setKind] = useState<SkillKind | null>(suggested?.kind ?? null);
  const [chosen, setChosen] = useState(
    suggested === null ? undefined : { id: suggested.id, label: suggested.name },
  );
  const [proposing, setProposing] = useState<string | null>(null);
  const form = useForm<AddSkillValues>({
    initialValues: {
      skill_id: suggested?.id ?? null,
      level: null,
      evidence: '',
      expires_on: '',
    },
    validate: {
      skill_id: (value) => (value === null ? t('errors.fields.required') : null),
      level: (value) => (value === null ? t('errors.fields.required') : null),
    },
  });
  const add = useChange(
    (body: { skill_id: string; level: number; evidence?: string; expires_on?: string }) =>
      client.POST('/api/v1/employees/{id}/skill-claims', {
        params: { path: { id: employeeId } },
        body,
      }),
    {
      touches: [['employees', employeeId], ['opportunities'], ['home']],
      onDone: () => {
        notify.done(t('profile.skill_added', { skill: chosen?.label ?? '' }));
        form.reset();
        setChosen(undefined);
        onDone();
      },
    },
  );

  if (proposing !== null) {
    return (
      <ProposeSkill
        name={proposing}
        onClose={() => setProposing(null)}
        onProposed={(skill) => {
          setProposing(null);
          setChosen({ id: skill.id, label: skill.name });
          setKind(skill.kind);
          form.setFieldValue('skill_id', skill.id);
        }}
      />
    );
  }

  return (
    <Form
      form={form}
      label={t('profile.add_skill')}
      submitLabel={t('profile.add_skill')}
      onSubmit={async ({ skill_id, level, evidence, expires_on }) => {
        if (skill_id === null || level === null) return;
        await add.mutateAsync({
          skill_id,
          level,
          ...(evidence.trim() === '' ? {} : { evidence: evidence.trim() }),
          ...(expires_on === '' ? {} : { expires_on }),
        });
      }}
    >
      <SkillPicker
        label={t('profile.skill')}
        placeholder={t('profile.skill_placeholder')}
        value={form.values.skill_id}
        chosen={chosen}
        exclude={known}
        error={form.errors.skill_id}
        onChange={(choice) => {
          setChosen(choice ?? undefined);
          form.setFieldValue('skill_id', choice?.id ?? null);
        }}
      />
      <LevelSelect
        label={t('profile.level')}
        value={form.values.level}
        error={form.errors.level}
        onChange={(level) => form.setFieldValue('level', level)}
      />
      <Textarea
        label={t('profile.evidence')}
        description={t('profile.evidence_hint')}
        autosize
        minRows={2}
        maxLength={1000}
        {...form.getInputProps('evidence')}
      />
      {kind === 'certificate' && (
        <TextInput type="date" label={t('profile.expires_on')} {...form.getInputProps('expires_on')} />
      )}
      <Button variant="subtle" onClick={() => setProposing('')} px={0} w="fit-content">
        {t('profile.propose')}
      </Button>
    </Form>
  );
}
