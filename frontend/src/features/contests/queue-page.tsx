import { Tabs } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { usePages } from '@/api/query';
import * as reads from '@/api/reads';
import { abilitiesOf } from '@/auth/abilities';
import { useSession } from '@/auth/session';
import { Page } from '@/ui/page';
import { EmptyState, LoadMore, ReadView } from '@/ui/states';
import { TabList } from '@/ui/tab-list';
import { oneOf } from '@/url/search-params';
import { DESKS, type DeskName } from '@/url/searches';
import { QuestionList } from './question-list';
import { WaiverReport } from './waiver-report';

const route = getRouteApi('/signed-in/mobility/questions');

/** The specialists' desks: the most urgent first. */
export function QueuePage() {
  const { t } = useTranslation();
  const { desk = 'me' } = route.useSearch();
  const navigate = route.useNavigate();
  const { policy: mayReport } = abilitiesOf(useSession());
  return (
    <Page title={t('contests.queue_title')} lead={t('contests.queue_lead')}>
      <Tabs
        value={desk}
        keepMounted={false}
        onChange={(value) =>
          void navigate({ search: { desk: oneOf(value, DESKS) }, replace: true, resetScroll: false })
        }
      >
        <TabList tabs={DESKS} value={desk} label={(name) => t(`contests.desk.${name}`)} />
        {DESKS.map((name) => (
          <Tabs.Panel key={name} value={name}>
            <Desk name={name} />
          </Tabs.Panel>
        ))}
      </Tabs>
      {mayReport && <WaiverReport />}
    </Page>
  );
}

const FILTERS: Record<DeskName, reads.ContestFilter> = {
  me: { assigned: 'me', state: 'open' },
  nobody: { assigned: 'nobody', state: 'open' },
  overdue: { assigned: 'all', overdue: true },
  all: { assigned: 'all', state: 'open' },
  answered: { assigned: 'all', state: 'answered' },
};

function Desk({ name }: { name: DeskName }) {
  const { t } = useTranslation();
  const questions = usePages(reads.contests(FILTERS[name]));
  return (
    <ReadView state={questions}>
      {(items) =>
        items.length === 0 ? (
          <EmptyState title={t('contests.desk_none_title')}>{t('contests.desk_none_body')}</EmptyState>
        ) : (
          <>
            <QuestionList caption={t(`contests.desk.${name}`)} questions={items} desk />
            <LoadMore state={questions} />
          </>
        )
      }
    </ReadView>
  );
}
