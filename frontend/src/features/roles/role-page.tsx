import { Group, Stack, Text } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useRead } from '@/api/query';
import * as reads from '@/api/reads';
import type { JobProfileDetail, Requirement } from '@/api/types';
import { useFormat } from '@/i18n/use-format';
import { DataTable, type Column } from '@/ui/data-table';
import { ButtonLink, TextLink } from '@/ui/link';
import { Mark } from '@/ui/mark';
import { LevelBar } from '@/ui/match/level-bar';
import { Page, Section, Trail } from '@/ui/page';
import { PageRead } from '@/ui/page-read';
import { RowsSkeleton } from '@/ui/states';
import classes from './roles.module.css';

const route = getRouteApi('/signed-in/roles/$jobProfileId');

export function RolePage() {
  const { jobProfileId } = route.useParams();
  const profile = useRead(reads.jobProfile(jobProfileId));
  return (
    <PageRead state={profile} skeleton={<RowsSkeleton rows={6} height={64} />}>
      {(data) => <Role profile={data} />}
    </PageRead>
  );
}

function Role({ profile }: { profile: JobProfileDetail }) {
  const { t } = useTranslation();
  const format = useFormat();
  const columns: Column<Requirement>[] = [
    {
      key: 'skill',
      header: t('roles.skill'),
      cell: (row) => (
        <TextLink to="/skills/$skillId" params={{ skillId: row.skill.id }} fw={550}>
          {row.skill.name}
        </TextLink>
      ),
    },
    { key: 'kind', header: t('roles.kind'), cell: (row) => t(`terms.skill_kind.${row.skill.kind}`) },
    {
      key: 'importance',
      header: t('roles.importance'),
      cell: (row) => t(`terms.importance.${row.importance}`),
    },
    {
      key: 'level',
      header: t('roles.level_needed'),
      cell: (row) =>
        row.skill.kind === 'certificate' ? t('match.certificate_needed') : <LevelBar have={row.level} />,
    },
  ];
  return (
    <Page
      title={profile.title}
      lead={t('common.family_and_level', { family: profile.family.name, level: profile.level })}
      marks={<Mark>{t(`terms.track.${profile.track}`)}</Mark>}
      trail={
        <Trail>
          <TextLink to="/roles" search={{}}>
            {t('roles.title')}
          </TextLink>
          <TextLink to="/roles" search={{ family: profile.family.id }}>
            {profile.family.name}
          </TextLink>
          <span aria-current="page">{profile.title}</span>
        </Trail>
      }
      actions={
        <ButtonLink to="/people" search={{ role: profile.id }} variant="default">
          {t('roles.people_in_role')}
        </ButtonLink>
      }
    >
      <div className={classes.columns}>
        <Stack gap="lg">
          {profile.summary && (
            <Section title={t('roles.summary')}>
              <Text>{profile.summary}</Text>
            </Section>
          )}
          <Section title={t('roles.requirements')} plain>
            {profile.requirements.length === 0 ? (
              <Text c="dimmed">{t('roles.requirements_none')}</Text>
            ) : (
              <DataTable
                caption={t('roles.requirements')}
                columns={columns}
                rows={profile.requirements}
                rowKey={(row) => row.skill.id}
              />
            )}
          </Section>
        </Stack>
        <Stack gap="lg">
          <Section title={t('roles.pay')}>
            {profile.pay_range ? (
              <Text size="lg" className="numbers">
                {t('common.pay_a_year', { pay: format.pay(profile.pay_range) })}
              </Text>
            ) : (
              <Text c="dimmed">{t('roles.pay_none')}</Text>
            )}
          </Section>
          <Section title={t('roles.steps')}>
            {profile.steps.length === 0 ? (
              <Text c="dimmed">{t('roles.steps_none')}</Text>
            ) : (
              <ul className={classes.steps}>
                {profile.steps.map((step) => (
                  <li key={`${step.kind}-${step.to.id}`}>
                    <Group gap="sm" justify="space-between">
                      <TextLink to="/roles/$jobProfileId" params={{ jobProfileId: step.to.id }}>
                        {step.to.title}
                      </TextLink>
                      <Mark>{t(`terms.step_kind.${step.kind}`)}</Mark>
                    </Group>
                    <Text size="sm" c="dimmed">
                      {[
                        t('common.level', { level: step.to.level }),
                        typeof step.observed_count === 'number'
                          ? t('roles.observed', { count: step.observed_count })
                          : t('roles.curated'),
                      ].join(' · ')}
                    </Text>
                  </li>
                ))}
              </ul>
            )}
          </Section>
        </Stack>
      </div>
    </Page>
  );
}
