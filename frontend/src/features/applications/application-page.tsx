import { Stack, Text } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useRead } from '@/api/query';
import * as reads from '@/api/reads';
import type { Application } from '@/api/types';
import { useSession } from '@/auth/session';
import { useCodeText } from '@/i18n/use-code-text';
import { useFormat } from '@/i18n/use-format';
import { InterviewsSection } from '@/ui/interviews/interviews-section';
import { AssessmentSection } from '@/ui/assessment/assessment-section';
import { UnnamedNote, useApplicantName } from '@/ui/applications/applicant';
import { ApplicationCommands } from '@/ui/applications/commands';
import { missingSkills } from '@/ui/applications/missing-skills';
import { capitalised } from '@/ui/capitalised';
import { DisclosureTimeline, ManagerDecidesNote } from '@/ui/disclosure-timeline';
import { TextLink } from '@/ui/link';
import { QuestionThis } from '@/ui/contests/question-this';
import { FitPanel } from '@/ui/match/fit-panel';
import { Page, Section, Trail } from '@/ui/page';
import { PageRead } from '@/ui/page-read';
import { RowsSkeleton } from '@/ui/states';
import { ApplicationStatusMark } from '@/ui/status-marks';
import { VacancyWhatIf, vacancyIsTold } from '@/ui/vacancy';
import timeline from '@/ui/timeline.module.css';
import classes from './applications.module.css';
import { GrowFrom } from './grow-from';
import { OfferSection } from './offer-section';

const route = getRouteApi('/signed-in/applications/$applicationId');

/** One application, for the person who sent it and for those who decide; the server says which. */
export function ApplicationPage() {
  const { applicationId } = route.useParams();
  const application = useRead(reads.application(applicationId));
  return (
    <PageRead state={application} skeleton={<RowsSkeleton rows={4} height={120} />}>
      {(data) => <Detail application={data} etag={application.etag} />}
    </PageRead>
  );
}

function Detail({ application, etag }: { application: Application; etag: string | undefined }) {
  const { t } = useTranslation();
  const session = useSession();
  const own = application.employee != null && session.employee_id === application.employee.id;
  const name = useApplicantName()(application);
  const { opportunity } = application;
  return (
    <Page
      title={
        own
          ? opportunity.title
          : t('applications.of', { name, title: opportunity.title })
      }
      lead={opportunity.org_unit.name}
      marks={<ApplicationStatusMark status={application.status} />}
      trail={
        <Trail>
          {own ? (
            <TextLink to="/applications">{t('applications.title')}</TextLink>
          ) : (
            <TextLink
              to="/hiring/$opportunityId"
              params={{ opportunityId: opportunity.id }}
              search={{ tab: 'stages' }}
            >
              {opportunity.title}
            </TextLink>
          )}
          <span aria-current="page">
            {own ? opportunity.title : name}
          </span>
        </Trail>
      }
      actions={
        <ApplicationCommands application={application} etag={etag} own={own} />
      }
    >
      <div className={classes.columns}>
        <Stack gap="lg">
          <UnnamedNote applicants={[application]} />
          <OfferSection application={application} />
          {application.feedback && (
            <FeedbackSection
              feedback={application.feedback}
              {...(own ? { growing: application } : {})}
            />
          )}
          {application.status === 'accepted' && <NextSection application={application} own={own} />}
          {own && application.status === 'lapsed' && <LapsedSection application={application} />}
          {own && application.status === 'rejected' && (
            <div>
              <QuestionThis
                kind="rejection"
                subjectId={application.id}
                about={application.opportunity.title}
              />
            </div>
          )}
          {application.permissions.includes('read_interviews') && (
            <InterviewsSection applicationId={application.id} own={own} />
          )}
          {application.permissions.includes('read_assessment') && (
            <AssessmentSection applicationId={application.id} />
          )}
          <Section title={t('applications.timeline')}>
            <Timeline application={application} />
          </Section>
          <Section title={t('applications.statement')}>
            {!application.statement ? (
              <Text c="dimmed">{t('applications.statement_none')}</Text>
            ) : (
              <Text className={classes.statement}>{application.statement}</Text>
            )}
            <Text mt="md">
              {own ? (
                <TextLink
                  to="/opportunities/$opportunityId"
                  params={{ opportunityId: opportunity.id }}
                >
                  {t('applications.see_opening')}
                </TextLink>
              ) : (
                application.employee && (
                  <TextLink
                    to="/people/$employeeId"
                    params={{ employeeId: application.employee.id }}
                  >
                    {t('applications.see_profile', { name })}
                  </TextLink>
                )
              )}
            </Text>
          </Section>
        </Stack>
        <Stack gap="lg">
          {application.match_at_application && (
            <Section title={t('applications.fit_then')}>
              <Text size="sm" c="dimmed" mb="md">
                {t('applications.fit_side')}
              </Text>
              <FitPanel
                match={application.match_at_application}
                {...(own ? {} : { name })}
              />
            </Section>
          )}
          {!own && vacancyIsTold(application.status) && (
            <Section title={t('moves.vacancy.title')}>
              <VacancyWhatIf of={reads.applicationVacancy(application.id)} />
            </Section>
          )}
          {own && <SeenBy application={application} />}
          <Section title={t('applications.who_knows')}>
            {application.manager_decides && <ManagerDecidesNote namesHidden={application.name_hidden} />}
            <DisclosureTimeline
              stages={application.disclosure}
              managerDecides={application.manager_decides}
              namesHidden={application.name_hidden}
              own={own}
            />
          </Section>
        </Stack>
      </div>
    </Page>
  );
}

function Timeline({ application }: { application: Application }) {
  const { t } = useTranslation();
  const format = useFormat();
  const codeText = useCodeText();
  return (
    <ol className={timeline.list}>
      {application.stages.map((stage) => {
        const who =
          stage.by?.display_name ??
          (stage.by_role ? (codeText('applications.who', stage.by_role) ?? stage.by_role) : undefined);
        return (
          <li key={`${stage.status}-${stage.at}`}>
            <Text fw={550}>{t(`terms.application_status.${stage.status}`)}</Text>
            <Text size="sm" c="dimmed">
              {who === undefined
                ? format.dateTime(stage.at)
                : t('applications.at_by', { at: format.dateTime(stage.at), who })}
            </Text>
          </li>
        );
      })}
    </ol>
  );
}

function SeenBy({ application }: { application: Application }) {
  const { t } = useTranslation();
  const format = useFormat();
  const codeText = useCodeText();
  return (
    <Section title={t('applications.seen_by')}>
      {application.seen_by.length === 0 ? (
        <Text c="dimmed">{t('applications.seen_by_nobody')}</Text>
      ) : (
        <ul className={classes.plain}>
          {application.seen_by.map((view) => (
            <li key={`${view.who}-${view.at}`}>
              {capitalised(
                t('applications.seen_line', {
                  who: codeText('applications.who', view.who) ?? view.who,
                  at: format.dateTime(view.at),
                }),
              )}
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}

interface FeedbackSectionProps {
  feedback: NonNullable<Application['feedback']>;
  /** One's own application, to do something with the answer. */
  growing?: Application;
}

function FeedbackSection({ feedback, growing }: FeedbackSectionProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const codeText = useCodeText();
  return (
    <Section title={t('applications.feedback')}>
      <dl className={classes.feedback}>
        <dt>{t('applications.feedback_reason')}</dt>
        <dd>{codeText('hiring.feedback_reason', feedback.reason_code) ?? feedback.reason_code}</dd>
        <dt>{t('applications.feedback_gap')}</dt>
        <dd>{feedback.gap}</dd>
        <dt>{t('applications.feedback_next')}</dt>
        <dd>{feedback.next_step}</dd>
      </dl>
      {growing?.employee ? (
        <GrowFrom
          employeeId={growing.employee.id}
          skills={feedback.skills.length > 0 ? feedback.skills : missingSkills(growing)}
        />
      ) : (
        feedback.skills.length > 0 && (
          <Text size="sm">
            {t('applications.feedback_skills', { skills: format.words(feedback.skills.map(({ name }) => name)) })}
          </Text>
        )
      )}
    </Section>
  );
}

/** Where it goes on after the application: a change of seat, or something beside one's job. */
function NextSection({ application, own }: { application: Application; own: boolean }) {
  const { t } = useTranslation();
  const { move_id: move, engagement_id: engagement } = application;
  if (move == null && engagement == null) return null;
  return (
    <Section title={t('applications.next.title')}>
      {own && (
        <Text mb="xs">{t(move == null ? 'applications.next.gig' : 'applications.next.move')}</Text>
      )}
      {move == null ? (
        <TextLink to="/engagements/$engagementId" params={{ engagementId: engagement ?? '' }}>
          {t(own ? 'applications.next.to_gig' : 'applications.next.to_gig_of')}
        </TextLink>
      ) : (
        <TextLink to="/moves/$moveId" params={{ moveId: move }}>
          {t(own ? 'applications.next.to_move' : 'applications.next.to_move_of')}
        </TextLink>
      )}
    </Section>
  );
}

/** Nobody is left without an answer: what ended with its opening is answered by the system. */
function LapsedSection({ application }: { application: Application }) {
  const { t } = useTranslation();
  const filled = application.opportunity.status === 'filled';
  return (
    <Section title={t('applications.lapsed.title')}>
      <Text>{t(filled ? 'applications.lapsed.filled' : 'applications.lapsed.ended')}</Text>
      <Text mt="xs">{t('applications.lapsed.not_about_you')}</Text>
      {application.employee && (
        <GrowFrom employeeId={application.employee.id} skills={missingSkills(application)} />
      )}
    </Section>
  );
}
