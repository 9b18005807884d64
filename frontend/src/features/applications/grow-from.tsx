import { Button, Group, Text } from '@mantine/core';
import { IconCheck, IconTargetArrow } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { client } from '@/api/client';
import { useChange } from '@/api/query';
import type { SkillRef } from '@/api/types';
import { TextLink } from '@/ui/link';
import { useNotify } from '@/ui/notify';
import classes from './applications.module.css';

interface GrowFromProps {
  employeeId: string;
  skills: readonly SkillRef[];
}

/** Turns what was missing into something to do: a goal with one click, and openings that build it. */
export function GrowFrom({ employeeId, skills }: GrowFromProps) {
  const { t } = useTranslation();
  if (skills.length === 0) return null;
  return (
    <div className={classes.grow}>
      <Text fw={550}>{t('applications.grow.title')}</Text>
      <ul className={classes.plain}>
        {skills.map((skill) => (
          <Goal key={skill.id} employeeId={employeeId} skill={skill} />
        ))}
      </ul>
      <Text size="sm" c="dimmed">
        {t('applications.grow.private')}
      </Text>
    </div>
  );
}

function Goal({ employeeId, skill }: { employeeId: string; skill: SkillRef }) {
  const { t } = useTranslation();
  const notify = useNotify();
  const [done, setDone] = useState(false);
  const add = useChange(
    () =>
      client.POST('/api/v1/employees/{id}/aspirations', {
        params: { path: { id: employeeId } },
        body: { target: { skill_id: skill.id }, horizon: '1_year', visibility: 'private' },
      }),
    {
      touches: [['employees', employeeId], ['opportunities'], ['home']],
      onDone: () => setDone(true),
    },
  );
  return (
    <li>
      <Group gap="sm">
        <Text>{skill.name}</Text>
        {done ? (
          <Text size="sm" role="status">
            <IconCheck size={14} aria-hidden="true" /> {t('applications.grow.is_goal')}
          </Text>
        ) : (
          <Button
            size="compact-sm"
            variant="default"
            leftSection={<IconTargetArrow size={14} aria-hidden="true" />}
            loading={add.isPending}
            aria-label={t('applications.grow.make_goal_named', { skill: skill.name })}
            onClick={() => add.mutate(undefined, { onError: (error) => notify.failed(error) })}
          >
            {t('applications.grow.make_goal')}
          </Button>
        )}
        <TextLink to="/opportunities" search={{ q: skill.name }} size="sm">
          {t('applications.grow.openings', { skill: skill.name })}
        </TextLink>
      </Group>
    </li>
  );
}
