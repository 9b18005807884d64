import { Group, Stack, Text } from '@mantine/core';
import { IconArrowRight } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useRead } from '@/api/query';
import * as reads from '@/api/reads';
import type { ApplicationSummary, Home, OpportunityCard as OpportunityCardData } from '@/api/types';
import { abilitiesOf } from '@/auth/abilities';
import { useSession } from '@/auth/session';
import { useFormat } from '@/i18n/use-format';
import { OutcomeMark } from '@/ui/contests/outcome-mark';
import { ButtonLink, TextLink } from '@/ui/link';
import { OpportunityCard } from '@/ui/opportunity-card';
import { Page, Section } from '@/ui/page';
import { EmptyState, ReadView, RowsSkeleton } from '@/ui/states';
import { ApplicationStatusMark } from '@/ui/status-marks';
import classes from './home.module.css';
import { OwnInterviews } from './interviews';
import { Running } from './running';
import { Waiting } from './waiting';

/** Openings worth a look; what hardly fits is in the list, where one can see why. */
const best = (openings: readonly OpportunityCardData[]) =>
  openings.filter(({ match }) => match?.band !== 'low');

/** What waits, what runs, what changed, and the three openings that fit best. */
export function HomePage() {
  const { t } = useTranslation();
  const session = useSession();
  const home = useRead(reads.home());
  const { person } = abilitiesOf(session);
  return (
    <Page title={t('home.greeting', { name: session.display_name })}>
      <ReadView state={home} skeleton={<RowsSkeleton rows={4} height={88} />}>
        {(data) => (
          <>
            {data.waiting_for_me.length > 0 && (
              <Section title={t('home.waiting_title')}>
                <Waiting items={data.waiting_for_me} />
              </Section>
            )}
            {person && <OwnInterviews />}
            {data.moves.length + data.engagements.length > 0 && (
              <Section title={t('home.running_title')}>
                <Running moves={data.moves} engagements={data.engagements} />
              </Section>
            )}
            {data.answered_questions.length > 0 && (
              <Section title={t('home.changed_title')}>
                <ul className={classes.list}>
                  {data.answered_questions.map((question) => (
                    <li key={question.id} className={classes.row}>
                      <TextLink to="/questions/$contestId" params={{ contestId: question.id }} fw={550}>
                        {t(`home.question_answered.${question.subject_kind}`)}
                      </TextLink>
                      {question.outcome && <OutcomeMark outcome={question.outcome} of={question.subject_kind} />}
                    </li>
                  ))}
                </ul>
              </Section>
            )}
            {data.profile_gain && <ProfileGain gain={data.profile_gain} />}
            {person && (
              <Section
                plain
                title={t('home.best_title')}
                aside={
                  <TextLink to="/opportunities" search={{}}>
                    {t('home.all_openings')}
                  </TextLink>
                }
              >
                {best(data.best_openings).length === 0 ? (
                  <EmptyState
                    title={t('home.best_none')}
                    action={
                      <Group gap="sm">
                        <ButtonLink to="/opportunities" search={{}}>
                          {t('home.all_openings')}
                        </ButtonLink>
                        <ButtonLink to="/profile" search={{}} variant="default">
                          {t('home.to_profile')}
                        </ButtonLink>
                      </Group>
                    }
                  >
                    {t('home.best_none_body')}
                  </EmptyState>
                ) : (
                  <Stack gap="sm">
                    {best(data.best_openings).map((opportunity) => (
                      <OpportunityCard key={opportunity.id} opportunity={opportunity} />
                    ))}
                  </Stack>
                )}
              </Section>
            )}
            {person && (
              <Section
                title={t('home.applications_title')}
                aside={<TextLink to="/applications">{t('home.all_applications')}</TextLink>}
              >
                {data.applications.length === 0 ? (
                  <Text c="dimmed">{t('home.applications_none')}</Text>
                ) : (
                  <ul className={classes.list}>
                    {data.applications.map((application) => (
                      <OpenApplication key={application.id} application={application} />
                    ))}
                  </ul>
                )}
              </Section>
            )}
          </>
        )}
      </ReadView>
    </Page>
  );
}

/** Only while naming skills of one's role would improve matches, and by how much. */
function ProfileGain({ gain }: { gain: NonNullable<Home['profile_gain']> }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { skills, openings_rising: rising, best } = gain;
  return (
    <div className={classes.gain}>
      <div>
        <Text fw={550}>
          {t('home.gain_skills', { skills: format.words(skills.map(({ skill }) => skill.name)) })}
        </Text>
        <Text size="sm">
          {rising > 0 && <>{t('home.gain_rising', { count: rising })} </>}
          {best.fit_before === undefined
            ? t('home.gain_first', { title: best.title, after: best.fit_after })
            : t('home.gain_best', { title: best.title, before: best.fit_before, after: best.fit_after })}
        </Text>
      </div>
      <ButtonLink
        to="/profile"
        search={{ tab: 'skills', add: skills[0]?.skill.id }}
        variant="default"
        rightSection={<IconArrowRight size={16} aria-hidden="true" />}
      >
        {t('home.to_skills')}
      </ButtonLink>
    </div>
  );
}

function OpenApplication({ application }: { application: ApplicationSummary }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <li className={classes.row}>
      <span className={classes.words}>
        <TextLink
          to="/applications/$applicationId"
          params={{ applicationId: application.id }}
          fw={550}
        >
          {application.opportunity.title}
        </TextLink>
        <Text size="sm" c="dimmed">
          {t('home.application_line', {
            unit: application.opportunity.org_unit.name,
            date: format.date(application.submitted_at),
          })}
        </Text>
      </span>
      <ApplicationStatusMark status={application.status} />
    </li>
  );
}
