import { Button, Stack, Text } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useRead } from '@/api/query';
import * as reads from '@/api/reads';
import type { Profile, SkillRef } from '@/api/types';
import { useFormat } from '@/i18n/use-format';
import { Section } from '@/ui/page';
import { EmptyState } from '@/ui/states';
import { AddSkill } from './add-skill';
import classes from './profile.module.css';
import { SkillList } from './skill-list';

interface SkillsTabProps {
  employeeId: string;
  profile: Profile;
}

export function SkillsTab({ employeeId, profile }: SkillsTabProps) {
  const { t } = useTranslation();
  const [suggested, setSuggested] = useState<SkillRef | null>(null);
  // What has expired may be claimed again.
  const valid = profile.skills.filter(({ expired }) => !expired);
  const known = new Set(valid.map(({ skill }) => skill.id));
  const certificates = profile.skills.filter(({ skill }) => skill.kind === 'certificate');
  const others = profile.skills.filter(({ skill }) => skill.kind !== 'certificate');

  return (
    <div className={classes.columns}>
      <Stack gap="lg">
        <Section title={t('profile.skills')} plain>
          {others.length === 0 ? (
            <EmptyState title={t('profile.skills_none_title')}>
              {t('profile.skills_none_body')}
            </EmptyState>
          ) : (
            <SkillList skills={others} employeeId={employeeId} editable />
          )}
        </Section>
        {certificates.length > 0 && (
          <Section title={t('profile.certificates')} plain>
            <SkillList skills={certificates} employeeId={employeeId} editable />
          </Section>
        )}
      </Stack>
      <Stack gap="lg">
        <Section title={t('profile.add_skill')}>
          <AddSkill
            key={suggested?.id ?? 'empty'}
            employeeId={employeeId}
            known={known}
            suggested={suggested}
            onDone={() => setSuggested(null)}
          />
        </Section>
        <Suggestions employeeId={employeeId} onPick={setSuggested} />
      </Stack>
    </div>
  );
}

/** "People with these also have …": each with the skills that caused it. */
function Suggestions({
  employeeId,
  onPick,
}: {
  employeeId: string;
  onPick: (skill: SkillRef) => void;
}) {
  const { t } = useTranslation();
  const format = useFormat();
  const suggestions = useRead(reads.skillSuggestions(employeeId));
  const items = suggestions.data?.items ?? [];
  if (items.length === 0) return null;
  return (
    <Section title={t('profile.suggestions')}>
      <ul className={classes.suggestions}>
        {items.slice(0, 6).map(({ skill, because }) => (
          <li key={skill.id}>
            <span>
              <Text fw={550}>{skill.name}</Text>
              {because.length > 0 && (
                <Text size="xs" c="dimmed">
                  {t('profile.suggested_because', {
                    skills: format.words(because.slice(0, 3).map(({ name }) => name)),
                  })}
                </Text>
              )}
            </span>
            <Button
              size="xs"
              variant="default"
              flex="none"
              leftSection={<IconPlus size={14} aria-hidden="true" />}
              aria-label={t('profile.add_named', { skill: skill.name })}
              onClick={() => onPick(skill)}
            >
              {t('common.add')}
            </Button>
          </li>
        ))}
      </ul>
    </Section>
  );
}
