import { Button, Stack, Text } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useRead } from '@/api/query';
import * as reads from '@/api/reads';
import type { Profile, SkillRef, SkillSuggestion } from '@/api/types';
import { useFormat } from '@/i18n/use-format';
import { Section } from '@/ui/page';
import { EmptyState } from '@/ui/states';
import { AddSkill } from './add-skill';
import classes from './profile.module.css';
import { SkillList } from './skill-list';

interface SkillsTabProps {
  employeeId: string;
  profile: Profile;
  /** A skill to begin with. */
  add: string | undefined;
}

export function SkillsTab({ employeeId, profile, add }: SkillsTabProps) {
  const { t } = useTranslation();
  const suggestions = useRead(reads.skillSuggestions(employeeId)).data?.items ?? [];
  const [picked, setPicked] = useState<SkillRef | null>(null);
  // The address may name one: the home page leads here with what would bring most.
  const [named, setNamed] = useState(add);
  const suggested = picked ?? suggestions.find(({ skill }) => skill.id === named)?.skill ?? null;
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
            onDone={() => {
              setPicked(null);
              setNamed(undefined);
            }}
          />
        </Section>
        <Suggestions items={suggestions} onPick={setPicked} />
      </Stack>
    </div>
  );
}

/** What the own role asks for, and "people with these also have …": each with what led to it. */
function Suggestions({
  items,
  onPick,
}: {
  items: readonly SkillSuggestion[];
  onPick: (skill: SkillRef) => void;
}) {
  const { t } = useTranslation();
  const format = useFormat();
  if (items.length === 0) return null;
  const reason = ({ own_role_level: level, because }: SkillSuggestion) => [
    ...(level === undefined ? [] : [t('profile.suggested_by_role', { level })]),
    ...(because.length === 0
      ? []
      : [
          t('profile.suggested_because', {
            skills: format.list(
              because.map(({ skill, contribution }) =>
                t('profile.suggested_cause', { skill: skill.name, share: format.percent(contribution * 100) }),
              ),
            ),
          }),
        ]),
  ];
  return (
    <Section title={t('profile.suggestions')}>
      <ul className={classes.suggestions}>
        {items.slice(0, 6).map((suggestion) => (
          <li key={suggestion.skill.id}>
            <span>
              <Text fw={550}>{suggestion.skill.name}</Text>
              {reason(suggestion).map((line) => (
                <Text key={line} size="xs" c="dimmed">
                  {line}
                </Text>
              ))}
            </span>
            <Button
              size="xs"
              variant="default"
              flex="none"
              leftSection={<IconPlus size={14} aria-hidden="true" />}
              aria-label={t('profile.add_named', { skill: suggestion.skill.name })}
              onClick={() => onPick(suggestion.skill)}
            >
              {t('common.add')}
            </Button>
          </li>
        ))}
      </ul>
    </Section>
  );
}
