import { Checkbox, Group, Select, Textarea } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { FeedbackInput, SkillRef } from '@/api/types';

const REASONS = ['skills_gap', 'experience', 'stronger_candidate', 'availability', 'other'] as const;

export const emptyFeedback: FeedbackInput = { reason_code: 'skills_gap', gap: '', next_step: '', skill_ids: [] };

/** The API asks for as many letters; fewer say nothing. */
export const saysSomething = (text: string): boolean => text.trim().length >= 3;

interface FeedbackFieldsProps {
  /** What a field is bound to: its value, its change, its error. */
  bind: (field: 'reason_code' | 'gap' | 'next_step') => object;
  skillIds: readonly string[];
  onSkills: (ids: string[]) => void;
  /** What the opening asks for and the applicant did not show; they can make it a goal. */
  missing: readonly SkillRef[];
}

/** Reason, gap and next step, and the skills to work on. */
export function FeedbackFields({ bind, skillIds, onSkills, missing }: FeedbackFieldsProps) {
  const { t } = useTranslation();
  return (
    <>
      <Select
        label={t('applications.feedback_reason')}
        data={REASONS.map((code) => ({ value: code, label: t(`hiring.feedback_reason.${code}`) }))}
        allowDeselect={false}
        required
        {...bind('reason_code')}
      />
      <Textarea
        label={t('applications.feedback_gap')}
        description={t('applications.reject.gap_hint')}
        autosize
        minRows={3}
        required
        maxLength={2000}
        {...bind('gap')}
      />
      {missing.length > 0 && (
        <Checkbox.Group
          label={t('applications.reject.skills')}
          description={t('applications.reject.skills_hint')}
          value={[...skillIds]}
          onChange={onSkills}
        >
          <Group gap="md" mt="xs">
            {missing.map((skill) => (
              <Checkbox key={skill.id} value={skill.id} label={skill.name} />
            ))}
          </Group>
        </Checkbox.Group>
      )}
      <Textarea
        label={t('applications.feedback_next')}
        description={t('applications.reject.next_hint')}
        autosize
        minRows={3}
        required
        maxLength={2000}
        {...bind('next_step')}
      />
    </>
  );
}
