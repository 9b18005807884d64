import { Checkbox, Stack, Textarea } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import { Form } from '@/ui/form';
import type { GigProps } from './gig-page';
import { useStep } from './use-step';

/** The participant's word: which of the skills are right. They go into the profile. */
export function ConfirmForm({ gig, etag, onReload }: GigProps) {
  const { t } = useTranslation();
  const form = useForm({
    initialValues: { confirmed_skill_ids: gig.skills.map(({ skill }) => skill.id), reply: '' },
  });
  const step = useStep({ gig, etag });
  return (
    <Form
      form={form}
      label={t('engagements.confirm_title')}
      submitLabel={t('engagements.confirm')}
      onSubmit={(values) => step.mutateAsync({ command: 'confirm', ...values })}
      onReload={onReload}
    >
      {gig.skills.length > 0 && (
        <Checkbox.Group
          label={t('engagements.skills')}
          description={t('engagements.confirm_hint')}
          {...form.getInputProps('confirmed_skill_ids')}
        >
          <Stack gap="xs" mt="xs">
            {gig.skills.map(({ skill, level }) => (
              <Checkbox
                key={skill.id}
                value={skill.id}
                label={t('engagements.skill_shown', { skill: skill.name, level })}
              />
            ))}
          </Stack>
        </Checkbox.Group>
      )}
      <Textarea
        label={t('engagements.reply')}
        description={t('engagements.reply_hint')}
        autosize
        minRows={2}
        maxLength={4000}
        {...form.getInputProps('reply')}
      />
    </Form>
  );
}
