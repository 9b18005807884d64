import { Text } from '@mantine/core';
import { Fragment } from 'react';
import { useTranslation } from 'react-i18next';
import type { TalentFlow } from '@/api/types';
import { useFormat } from '@/i18n/use-format';
import { Section } from '@/ui/page';
import { TALENT_MEASURES } from '@/url/searches';
import classes from './talent-flow.module.css';

/** What each figure is made of, and why some are not told. */
export function Meanings({ flow }: { flow: TalentFlow }) {
  const { t } = useTranslation();
  const format = useFormat();
  const rate = flow.overall_application_rate_permille.value;
  const overall = rate === null ? t('talent_flow.withheld') : format.percent(rate / 10);
  return (
    <>
      <Section title={t('talent_flow.suppression_title')}>
        <Text>{t('talent_flow.suppression', { least: flow.least_people })}</Text>
      </Section>
      <Section title={t('talent_flow.how_title')}>
        <dl className={classes.terms}>
          {TALENT_MEASURES.map((measure) => (
            <Fragment key={measure}>
              <dt>{t(`talent_flow.measure.${measure}`)}</dt>
              <dd>{t(`talent_flow.meaning.${measure}`, { overall })}</dd>
            </Fragment>
          ))}
        </dl>
      </Section>
    </>
  );
}
