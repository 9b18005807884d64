import { Stack, Text, UnstyledButton } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useTranslation } from 'react-i18next';
import { useRead } from '@/api/query';
import * as reads from '@/api/reads';
import type { SkillRef } from '@/api/types';
import classes from './profile.module.css';

/** Shorter texts mean too much. */
const LEAST_LETTERS = 3;
const SHOWN = 3;

interface DidYouMeanProps {
  text: string;
  onChosen: (skill: SkillRef) => void;
}

/** The skills that the vocabulary has already and that the text may mean, with the name that matched. */
export function DidYouMean({ text, onChosen }: DidYouMeanProps) {
  const { t } = useTranslation();
  const [typed] = useDebouncedValue(text.trim(), 250);
  const found = useRead(reads.skillNames(typed), {
    enabled: typed.length >= LEAST_LETTERS,
    keepPrevious: true,
  });
  const items = typed.length < LEAST_LETTERS ? [] : (found.data?.items.slice(0, SHOWN) ?? []);
  return (
    <div role="status" aria-live="polite">
      {items.length > 0 && (
        <Stack gap="xs">
          <Text fw={600}>{t('profile.did_you_mean')}</Text>
          {items.map(({ skill, label }) => (
            <UnstyledButton key={skill.id} className={classes.option} onClick={() => onChosen(skill)}>
              {skill.name}
              {label !== skill.name && (
                <Text span size="sm" c="dimmed">
                  {' '}
                  {t('profile.matched_name', { label })}
                </Text>
              )}
            </UnstyledButton>
          ))}
        </Stack>
      )}
    </div>
  );
}
