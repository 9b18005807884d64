import { Text } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useRead } from '@/api/query';
import * as reads from '@/api/reads';
import type { OpportunityDetail } from '@/api/types';
import { abilitiesOf } from '@/auth/abilities';
import { useSession } from '@/auth/session';
import { DisclosureTimeline, ManagerDecidesNote } from '@/ui/disclosure-timeline';
import { ButtonLink, TextLink } from '@/ui/link';
import { Mark } from '@/ui/mark';
import { FitPanel } from '@/ui/match/fit-panel';
import { Page, Section, Trail } from '@/ui/page';
import { PageRead } from '@/ui/page-read';
import { Prose } from '@/ui/prose';
import { ReadView, RowsSkeleton } from '@/ui/states';
import { ApplicationStatusMark, OpportunityStatusMark } from '@/ui/status-marks';
import { EligibilityList } from './eligibility';
import { OpportunityFacts } from './opportunity-facts';
import classes from './opportunities.module.css';

const route = getRouteApi('/signed-in/opportunities/$opportunityId');

export function OpportunityPage() {
  const { opportunityId } = route.useParams();
  const opportunity = useRead(reads.opportunity(opportunityId));
  return (
    <PageRead state={opportunity} skeleton={<RowsSkeleton rows={5} height={120} />}>
      {(data) => <Detail opportunity={data} />}
    </PageRead>
  );
}

function Detail({ opportunity }: { opportunity: OpportunityDetail }) {
  const { t } = useTranslation();
  const { person } = abilitiesOf(useSession());
  const manages = opportunity.permissions.includes('read_candidates');
  return (
    <Page
      title={opportunity.title}
      trail={
        <Trail>
          <TextLink to="/opportunities" search={{}}>
            {t('opportunities.title')}
          </TextLink>
          <span aria-current="page">{opportunity.title}</span>
        </Trail>
      }
      marks={
        <>
          <Mark>{t(`terms.opportunity_kind.${opportunity.kind}`)}</Mark>
          <OpportunityStatusMark status={opportunity.status} />
          {opportunity.application_status && (
            <ApplicationStatusMark status={opportunity.application_status} />
          )}
        </>
      }
      lead={opportunity.org_unit.name}
      actions={
        <>
          {manages && (
            <ButtonLink
              to="/hiring/$opportunityId"
              params={{ opportunityId: opportunity.id }}
              search={{}}
              variant="default"
            >
              {t('opportunities.manage')}
            </ButtonLink>
          )}
          {person && <ApplyAction opportunity={opportunity} />}
        </>
      }
    >
      <div className={classes.opening}>
        <div className={classes.glance}>
          <Section title={t('opportunities.facts')}>
            <OpportunityFacts opportunity={opportunity} />
          </Section>
        </div>
        <div className={classes.fit}>
          <Section title={t('opportunities.your_fit')}>
            {person ? (
              <OwnFit opportunityId={opportunity.id} />
            ) : (
              <Text c="dimmed">{t('opportunities.no_profile')}</Text>
            )}
          </Section>
          {person && (
            <Section title={t('opportunities.eligibility')}>
              <EligibilityList opportunityId={opportunity.id} title={opportunity.title} />
            </Section>
          )}
        </div>
        <div className={classes.rest}>
          <Section title={t('opportunities.description')}>
            <Prose text={opportunity.description} />
          </Section>
          <Section title={t('opportunities.criteria')}>
            {opportunity.selection_criteria.length === 0 ? (
              <Text c="dimmed">{t('opportunities.criteria_none')}</Text>
            ) : (
              <ol>
                {opportunity.selection_criteria.map((criterion) => (
                  <li key={criterion}>{criterion}</li>
                ))}
              </ol>
            )}
          </Section>
          <Section title={t('opportunities.who_will_know')}>
            {opportunity.manager_decides && <ManagerDecidesNote namesHidden={opportunity.names_hidden} />}
            <DisclosureTimeline
              stages={opportunity.disclosure}
              managerDecides={opportunity.manager_decides}
              namesHidden={opportunity.names_hidden}
            />
          </Section>
        </div>
      </div>
    </Page>
  );
}

function OwnFit({ opportunityId }: { opportunityId: string }) {
  const match = useRead(reads.opportunityMatch(opportunityId));
  return (
    <ReadView state={match} skeleton={<RowsSkeleton rows={6} height={40} />}>
      {(data) => <FitPanel match={data} />}
    </ReadView>
  );
}

const OPEN = new Set<OpportunityDetail['status']>(['open_internal', 'open_all']);

function ApplyAction({ opportunity }: { opportunity: OpportunityDetail }) {
  const { t } = useTranslation();
  const applied = opportunity.application_status;
  const open = OPEN.has(opportunity.status);
  const mayApply = opportunity.permissions.includes('apply');
  const eligibility = useRead(reads.eligibility(opportunity.id), { enabled: mayApply });
  return (
    <>
      {applied && (
        <ButtonLink to="/applications" variant="default">
          {t('opportunities.see_application')}
        </ButtonLink>
      )}
      {mayApply && eligibility.data?.eligible === false && (
        <Text c="dimmed">{t('opportunities.not_eligible')}</Text>
      )}
      {mayApply && eligibility.data?.eligible !== false && (
        <ButtonLink
          to="/opportunities/$opportunityId/apply"
          params={{ opportunityId: opportunity.id }}
        >
          {t('opportunities.apply')}
        </ButtonLink>
      )}
      {!open && !applied && <Text c="dimmed">{t('opportunities.not_open')}</Text>}
    </>
  );
}
