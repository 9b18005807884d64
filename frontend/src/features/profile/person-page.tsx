import { Anchor, Stack, Text } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useRead } from '@/api/query';
import * as reads from '@/api/reads';
import type { EmployeeDetail, Profile } from '@/api/types';
import { useFormat } from '@/i18n/use-format';
import { TextLink } from '@/ui/link';
import { Mark } from '@/ui/mark';
import { Page, Section, Trail } from '@/ui/page';
import { PageRead } from '@/ui/page-read';
import { EmptyState, RowsSkeleton } from '@/ui/states';
import { ExperienceTab } from './experience-tab';
import classes from './profile.module.css';
import { SkillList } from './skill-list';

const route = getRouteApi('/signed-in/people/$employeeId');

/** Somebody else, as far as the reader may see. */
export function PersonPage() {
  const { employeeId } = route.useParams();
  const profile = useRead(reads.profile(employeeId));
  return (
    <PageRead state={profile} skeleton={<RowsSkeleton rows={6} height={80} />}>
      {(data) => <Person profile={data} />}
    </PageRead>
  );
}

function Person({ profile }: { profile: Profile }) {
  const { t } = useTranslation();
  const { employee } = profile;
  return (
    <Page
      title={employee.display_name}
      lead={employee.title}
      marks={
        employee.status === 'active' ? undefined : (
          <Mark tone="warn">{t(`terms.employee_status.${employee.status}`)}</Mark>
        )
      }
      trail={
        <Trail>
          <TextLink to="/people" search={{}}>
            {t('people.title')}
          </TextLink>
          <span aria-current="page">{employee.display_name}</span>
        </Trail>
      }
    >
      <PersonParts profile={profile} />
    </Page>
  );
}

/** What a profile shows of somebody; parts that the reader may not see are not in it. */
export function PersonParts({ profile }: { profile: Profile }) {
  const { t } = useTranslation();
  const { employee } = profile;
  return (
      <div className={classes.columns}>
        <Stack gap="lg">
          <Section title={t('profile.skills')} plain>
            {profile.skills.length === 0 ? (
              <EmptyState title={t('people.no_skills')} />
            ) : (
              <SkillList skills={profile.skills} employeeId={employee.id} />
            )}
          </Section>
        </Stack>
        <Stack gap="lg">
          <Section title={t('people.facts')}>
            <Facts employee={employee} />
          </Section>
          <ExperienceTab profile={profile} />
          {profile.aspirations && profile.aspirations.length > 0 && (
            <Section title={t('profile.aspirations')}>
              <ul>
                {profile.aspirations.map(({ id, target, horizon }) => (
                  <li key={id}>
                    {t('people.aspiration_line', {
                      target: target.job_profile?.title ?? target.skill?.name ?? '',
                      horizon: t(`terms.horizon.${horizon}`),
                    })}
                  </li>
                ))}
              </ul>
            </Section>
          )}
        </Stack>
      </div>
  );
}

function Facts({ employee }: { employee: EmployeeDetail }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <dl className={classes.facts}>
      <dt>{t('people.unit')}</dt>
      <dd>
        <TextLink to="/people" search={{ unit: employee.org_unit.id }}>
          {employee.org_unit.name}
        </TextLink>
      </dd>
      {employee.location && (
        <>
          <dt>{t('people.location')}</dt>
          <dd>
            {t('people.place', {
              place: employee.location.name,
              country: format.country(employee.location.country),
            })}
          </dd>
        </>
      )}
      <dt>{t('people.email')}</dt>
      <dd>
        <Anchor href={`mailto:${employee.work_email}`}>{employee.work_email}</Anchor>
      </dd>
      {employee.job_profile && (
        <>
          <dt>{t('people.role')}</dt>
          <dd>
            <TextLink to="/roles/$jobProfileId" params={{ jobProfileId: employee.job_profile.id }}>
              {employee.job_profile.title}
            </TextLink>
          </dd>
        </>
      )}
      {employee.manager && (
        <>
          <dt>{t('people.manager')}</dt>
          <dd>
            <TextLink to="/people/$employeeId" params={{ employeeId: employee.manager.id }}>
              {employee.manager.display_name}
            </TextLink>
          </dd>
        </>
      )}
      {employee.hire_date && (
        <>
          <dt>{t('people.since')}</dt>
          <dd>{format.month(employee.hire_date)}</dd>
        </>
      )}
      {employee.direct_reports.length > 0 && (
        <>
          <dt>{t('people.reports')}</dt>
          <dd>
            <ul className={classes.reports}>
              {employee.direct_reports.map((report) => (
                <li key={report.id}>
                  <TextLink to="/people/$employeeId" params={{ employeeId: report.id }}>
                    {report.display_name}
                  </TextLink>{' '}
                  <Text span size="sm" c="dimmed">
                    {report.title}
                  </Text>
                </li>
              ))}
            </ul>
          </dd>
        </>
      )}
    </dl>
  );
}
