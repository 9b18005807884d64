import { Group, Radio, Stack, Text, Textarea } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import { client } from '@/api/client';
import { useChange } from '@/api/query';
import type { Assessment, RatedCriterion } from '@/api/types';
import { Form } from '../form';
import { useNotify } from '../notify';
import classes from './assessment.module.css';
import { ratedOf, RATINGS, valueOf, type RatedValue } from './ratings';

interface AssessmentFormProps {
  applicationId: string;
  assessment: Assessment;
  onDone: () => void;
  onCancel?: (() => void) | undefined;
}

/** One's own assessment, criterion by criterion, with what each step of the scale means. */
export function AssessmentForm({ applicationId, assessment, onDone, onCancel }: AssessmentFormProps) {
  const { t } = useTranslation();
  const notify = useNotify();
  const form = useForm<{ ratings: RatedValue[] }>({
    initialValues: { ratings: assessment.criteria.map((_, at) => valueOf(assessment.own?.ratings[at])) },
    validate: {
      ratings: {
        rating: (_, { ratings }) =>
          ratings.some(({ rating }) => rating !== 'none') ? null : t('assessment.rate_one'),
      },
    },
  });
  const save = useChange(
    (ratings: RatedCriterion[]) =>
      client.PUT('/api/v1/applications/{id}/assessment', {
        params: { path: { id: applicationId } },
        body: { ratings },
      }),
    { touches: [['applications']] },
  );
  return (
    <Form
      form={form}
      label={t('assessment.own')}
      submitLabel={t('assessment.hand_in')}
      {...(onCancel === undefined ? {} : { onCancel })}
      onSubmit={async ({ ratings }) => {
        await save.mutateAsync(ratings.map(ratedOf));
        onDone();
        notify.done(t('assessment.handed_in'));
      }}
    >
      <Text size="sm">
        {t('assessment.lead')} {t('assessment.note_hint')}
      </Text>
      <dl className={classes.scale}>
        {RATINGS.map((rating) => (
          <div key={rating}>
            <dt>{t(`assessment.rating.${rating}`)}</dt>
            <dd>{t(`assessment.behaviour.${rating}`)}</dd>
          </div>
        ))}
      </dl>
      {assessment.criteria.map((criterion, at) => (
        <Stack key={criterion} gap="xs" className={classes.criterion}>
          <Radio.Group label={criterion} {...form.getInputProps(`ratings.${at}.rating`)}>
            <Group gap="md" mt="xs">
              {RATINGS.map((rating) => (
                <Radio key={rating} value={rating} label={t(`assessment.rating.${rating}`)} />
              ))}
              <Radio value="none" label={t('assessment.not_assessed')} />
            </Group>
          </Radio.Group>
          <Textarea
            label={t('assessment.note_on', { criterion })}
            autosize
            minRows={1}
            maxLength={2000}
            {...form.getInputProps(`ratings.${at}.note`)}
          />
        </Stack>
      ))}
    </Form>
  );
}
