import { Alert, Tabs } from '@mantine/core';
import { IconScale } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useRead } from '@/api/query';
import * as reads from '@/api/reads';
import type { OpportunityDetail } from '@/api/types';
import { ButtonLink, TextLink } from '@/ui/link';
import { Mark } from '@/ui/mark';
import { Page, Section, Trail } from '@/ui/page';
import { PageRead } from '@/ui/page-read';
import { RowsSkeleton } from '@/ui/states';
import { OpportunityStatusMark } from '@/ui/status-marks';
import { TabList } from '@/ui/tab-list';
import { OPENING_TABS } from '@/url/searches';
import { oneOf } from '@/url/search-params';
import { Candidates } from './candidates';
import { isPublished } from './board';
import { CheckList } from './checks';
import { OpeningCommands } from './opening-commands';
import { Stages } from './stages';

const route = getRouteApi('/signed-in/hiring/$opportunityId');

export function OpeningPage() {
  const { opportunityId } = route.useParams();
  const opening = useRead(reads.opportunity(opportunityId));
  return (
    <PageRead state={opening} skeleton={<RowsSkeleton rows={6} height={64} />}>
      {(data) => <Opening opening={data} etag={opening.etag} />}
    </PageRead>
  );
}

function Opening({ opening, etag }: { opening: OpportunityDetail; etag: string | undefined }) {
  const { t } = useTranslation();
  return (
    <Page
      title={opening.title}
      lead={opening.org_unit.name}
      marks={
        <>
          <Mark>{t(`terms.opportunity_kind.${opening.kind}`)}</Mark>
          <OpportunityStatusMark status={opening.status} />
        </>
      }
      trail={
        <Trail>
          <TextLink to="/hiring" search={{}}>
            {t('hiring.title')}
          </TextLink>
          <span aria-current="page">{opening.title}</span>
        </Trail>
      }
      actions={
        <>
          <ButtonLink
            to="/opportunities/$opportunityId"
            params={{ opportunityId: opening.id }}
            variant="default"
          >
            {t('hiring.as_seen')}
          </ButtonLink>
          {opening.permissions.includes('edit') && (
            <ButtonLink
              to="/hiring/$opportunityId/edit"
              params={{ opportunityId: opening.id }}
              variant="default"
            >
              {t('common.edit')}
            </ButtonLink>
          )}
          <OpeningCommands opening={opening} etag={etag} />
        </>
      }
    >
      {opening.recused ? (
        <Alert
          color="yellow"
          variant="outline"
          role="note"
          title={t('hiring.recused_title')}
          icon={<IconScale aria-hidden="true" />}
        >
          {t('hiring.recused')} <TextLink to="/applications">{t('applications.title')}</TextLink>
        </Alert>
      ) : (
        <OpeningTabs opening={opening} />
      )}
    </Page>
  );
}

function OpeningTabs({ opening }: { opening: OpportunityDetail }) {
  const { t } = useTranslation();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const published = isPublished(opening.status);
  const tab = search.tab ?? (opening.status === 'draft' ? 'about' : 'candidates');
  return (
      <Tabs
        value={tab}
        keepMounted={false}
        onChange={(value) =>
          void navigate({
            search: (current) => ({ ...current, tab: oneOf(value, OPENING_TABS) }),
            replace: true,
            resetScroll: false,
          })
        }
      >
        <TabList tabs={OPENING_TABS} value={tab} label={(name) => t(`hiring.tab.${name}`)} />
        <Tabs.Panel value="candidates">
          <Candidates
            opportunityId={opening.id}
            search={search}
            onChange={(next) =>
              void navigate({
                search: (current) => ({ ...current, ...next }),
                replace: true,
                resetScroll: false,
              })
            }
          />
        </Tabs.Panel>
        <Tabs.Panel value="stages">
          <Stages
            opportunityId={opening.id}
            view={search.view ?? 'board'}
            onView={(view) =>
              void navigate({ search: (current) => ({ ...current, view }), replace: true, resetScroll: false })
            }
          />
        </Tabs.Panel>
        <Tabs.Panel value="about">
          <Section title={published ? t('hiring.checks_published') : t('hiring.checks')}>
            <CheckList opportunityId={opening.id} published={published} />
          </Section>
        </Tabs.Panel>
      </Tabs>
  );
}
