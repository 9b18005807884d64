import { Text } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useRead } from '@/api/query';
import * as reads from '@/api/reads';
import { useFormat } from '@/i18n/use-format';
import { TextLink } from '@/ui/link';
import { Mark } from '@/ui/mark';
import { Page, Section, Trail } from '@/ui/page';
import { PageRead } from '@/ui/page-read';
import { RowsSkeleton } from '@/ui/states';
import { otherNames } from './other-names';
import classes from './roles.module.css';

const route = getRouteApi('/signed-in/skills/$skillId');

export function SkillPage() {
  const { t } = useTranslation();
  const format = useFormat();
  const { skillId } = route.useParams();
  const skill = useRead(reads.skill(skillId));
  return (
    <PageRead state={skill} skeleton={<RowsSkeleton rows={4} height={80} />}>
      {(data) => (
        <Page
          narrow
          title={data.name}
          lead={data.description ?? undefined}
          marks={
            <>
              <Mark>{t(`terms.skill_kind.${data.kind}`)}</Mark>
              {data.status !== 'official' && (
                <Mark tone="warn">{t(`terms.skill_status.${data.status}`)}</Mark>
              )}
            </>
          }
          trail={
            <Trail>
              <TextLink to="/skills" search={{}}>
                {t('roles.skills_title')}
              </TextLink>
              <span aria-current="page">{data.name}</span>
            </Trail>
          }
        >
          {data.people_count === 0 ? (
            <Text>{t('roles.people_with', { count: 0 })}</Text>
          ) : (
            <TextLink to="/people/by-skills" search={{ skills: data.id }}>
              {t('roles.people_with', { count: data.people_count })}
            </TextLink>
          )}
          {otherNames(data).length > 0 && (
            <Section title={t('roles.aliases')}>{format.words(otherNames(data))}</Section>
          )}
          <Section title={t('roles.relations')}>
            {data.relations.length === 0 ? (
              <Text c="dimmed">{t('roles.relations_none')}</Text>
            ) : (
              <ul className={classes.steps}>
                {data.relations.map(({ relation, skill: other }) => (
                  <li key={`${relation}-${other.id}`} className={classes.pair}>
                    <TextLink to="/skills/$skillId" params={{ skillId: other.id }}>
                      {other.name}
                    </TextLink>
                    <Mark>{t(`terms.skill_relation.${relation}`)}</Mark>
                  </li>
                ))}
              </ul>
            )}
          </Section>
          <Section title={t('roles.asked_by')}>
            {data.job_profiles.length === 0 ? (
              <Text c="dimmed">{t('roles.asked_by_none')}</Text>
            ) : (
              <ul className={classes.steps}>
                {data.job_profiles.map((profile) => (
                  <li key={profile.id} className={classes.pair}>
                    <TextLink to="/roles/$jobProfileId" params={{ jobProfileId: profile.id }}>
                      {profile.title}
                    </TextLink>
                    <Text span size="sm" c="dimmed">
                      {t('common.level', { level: profile.level })}
                    </Text>
                  </li>
                ))}
              </ul>
            )}
          </Section>
        </Page>
      )}
    </PageRead>
  );
}
