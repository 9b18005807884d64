import { Button, Group, SegmentedControl, Select, Stack, Text } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { client } from '@/api/client';
import { useChange } from '@/api/query';
import type { Aspiration, AspirationVisibility, Horizon } from '@/api/types';
import { Form } from '@/ui/form';
import { TextLink } from '@/ui/link';
import { Mark } from '@/ui/mark';
import { useNotify } from '@/ui/notify';
import { Section } from '@/ui/page';
import { JobProfilePicker, SkillPicker } from '@/ui/pickers';
import { EmptyState } from '@/ui/states';
import { useAction } from '@/ui/use-action';
import classes from './profile.module.css';

const HORIZONS = ['now', '1_year', '3_years', 'later'] as const;
const VISIBILITIES = ['private', 'manager', 'hr'] as const;

interface AspirationsTabProps {
  employeeId: string;
  aspirations: readonly Aspiration[];
}

export function AspirationsTab({ employeeId, aspirations }: AspirationsTabProps) {
  const { t } = useTranslation();
  return (
    <div className={classes.columns}>
      <Section title={t('profile.aspirations')} plain>
        {aspirations.length === 0 ? (
          <EmptyState title={t('profile.aspirations_none_title')}>
            {t('profile.aspirations_none_body')}
          </EmptyState>
        ) : (
          <ul className={classes.skills}>
            {aspirations.map((aspiration) => (
              <AspirationRow key={aspiration.id} aspiration={aspiration} employeeId={employeeId} />
            ))}
          </ul>
        )}
      </Section>
      <Section title={t('profile.add_aspiration')}>
        <AddAspiration employeeId={employeeId} />
      </Section>
    </div>
  );
}

function AspirationRow({ aspiration, employeeId }: { aspiration: Aspiration; employeeId: string }) {
  const { t } = useTranslation();
  const { job_profile: role, skill } = aspiration.target;
  const name = role?.title ?? skill?.name ?? '';
  const remove = useAction(
    () => client.DELETE('/api/v1/aspirations/{id}', { params: { path: { id: aspiration.id } } }),
    {
      touches: [['employees', employeeId], ['opportunities'], ['home']],
      done: t('profile.aspiration_removed'),
    },
  );
  return (
    <li className={classes.skill}>
      <Group justify="space-between" gap="sm">
        <div>
          {role ? (
            <TextLink to="/roles/$jobProfileId" params={{ jobProfileId: role.id }} c="inherit" fw={600}>
              {name}
            </TextLink>
          ) : skill ? (
            <TextLink to="/skills/$skillId" params={{ skillId: skill.id }} c="inherit" fw={600}>
              {name}
            </TextLink>
          ) : null}
          <Group gap="xs" mt={4}>
            <Mark>{t(`terms.horizon.${aspiration.horizon}`)}</Mark>
            <Mark tone={aspiration.visibility === 'private' ? 'plain' : 'info'}>
              {t(`terms.visibility.${aspiration.visibility}`)}
            </Mark>
          </Group>
        </div>
        <Button
          variant="default"
          size="xs"
          loading={remove.isRunning}
          aria-label={t('profile.remove_named', { name })}
          onClick={() => remove.run(undefined)}
        >
          {t('common.remove')}
        </Button>
      </Group>
    </li>
  );
}

function AddAspiration({ employeeId }: { employeeId: string }) {
  const { t } = useTranslation();
  const notify = useNotify();
  const [about, setAbout] = useState<'role' | 'skill'>('role');
  const form = useForm({
    initialValues: {
      target: null as string | null,
      horizon: '1_year' as Horizon,
      visibility: 'private' as AspirationVisibility,
    },
    validate: { target: (value) => (value === null ? t('errors.fields.required') : null) },
  });
  const add = useChange(
    (values: typeof form.values) =>
      client.POST('/api/v1/employees/{id}/aspirations', {
        params: { path: { id: employeeId } },
        body: {
          target:
            about === 'role'
              ? { job_profile_id: values.target ?? '' }
              : { skill_id: values.target ?? '' },
          horizon: values.horizon,
          visibility: values.visibility,
        },
      }),
    {
      touches: [['employees', employeeId], ['opportunities'], ['home']],
      onDone: () => {
        form.reset();
        notify.done(t('profile.aspiration_added'));
      },
    },
  );
  const picker = {
    value: form.values.target,
    error: form.errors.target,
    onChange: (choice: { id: string } | null) => form.setFieldValue('target', choice?.id ?? null),
  };
  return (
    <Form
      form={form}
      label={t('profile.add_aspiration')}
      submitLabel={t('profile.add_aspiration')}
      onSubmit={(values) => add.mutateAsync(values)}
    >
      <SegmentedControl
        aria-label={t('profile.aim_for')}
        value={about}
        onChange={(value) => {
          setAbout(value === 'skill' ? 'skill' : 'role');
          form.setFieldValue('target', null);
        }}
        data={[
          { value: 'role', label: t('profile.aim_role') },
          { value: 'skill', label: t('profile.aim_skill') },
        ]}
      />
      {about === 'role' ? (
        <JobProfilePicker label={t('profile.target_role')} {...picker} />
      ) : (
        <SkillPicker label={t('profile.target_skill')} {...picker} />
      )}
      <Select
        label={t('profile.horizon')}
        data={HORIZONS.map((horizon) => ({ value: horizon, label: t(`terms.horizon.${horizon}`) }))}
        allowDeselect={false}
        {...form.getInputProps('horizon')}
      />
      <Stack gap={4}>
        <Select
          label={t('profile.visibility')}
          data={VISIBILITIES.map((visibility) => ({
            value: visibility,
            label: t(`terms.visibility.${visibility}`),
          }))}
          allowDeselect={false}
          {...form.getInputProps('visibility')}
        />
        <Text size="sm" c="dimmed">
          {t('profile.visibility_hint')}
        </Text>
      </Stack>
    </Form>
  );
}
