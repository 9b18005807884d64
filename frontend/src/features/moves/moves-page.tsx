import { SegmentedControl, Stack, Tabs } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { usePages } from '@/api/query';
import * as reads from '@/api/reads';
import type { MoveSummary } from '@/api/types';
import { useSession } from '@/auth/session';
import { useFormat } from '@/i18n/use-format';
import { DataTable, type Column } from '@/ui/data-table';
import { TextLink } from '@/ui/link';
import { Page } from '@/ui/page';
import { EmptyState, LoadMore, ReadView } from '@/ui/states';
import { TabList } from '@/ui/tab-list';
import { oneOf } from '@/url/search-params';
import { MOVE_STATES, MOVE_VIEWS, type MoveStateName, type MoveViewName } from '@/url/searches';
import { MoveNature } from '@/ui/move-nature';
import { MoveStatusMark } from '@/ui/move-status';

const route = getRouteApi('/signed-in/moves');

/** What only specialists look for. */
const FOR_DESK = new Set<MoveStateName>(['desk', 'stuck']);

/** One's own moves, those of one's team, and for specialists all: what is still comes first. */
export function MovesPage() {
  const { t } = useTranslation();
  const session = useSession();
  const { view: asked = 'own', state = 'running' } = route.useSearch();
  const navigate = route.useNavigate();
  const manages = session.is_manager || session.is_hiring;
  const specialist = session.roles.includes('specialist');
  const views = MOVE_VIEWS.filter(
    (view) => view === 'own' || (view === 'pipeline' ? specialist : manages),
  );
  const view = views.includes(asked) ? asked : 'own';
  const go = (search: { view?: MoveViewName | undefined; state?: MoveStateName | undefined }) =>
    void navigate({ search, replace: true, resetScroll: false });
  return (
    <Page title={t('moves.title')} lead={t('moves.lead')}>
      <Tabs
        value={view}
        keepMounted={false}
        onChange={(value) => go({ view: oneOf(value, MOVE_VIEWS), state })}
      >
        <TabList tabs={views} value={view} label={(name) => t(`moves.view.${name}`)} />
        {views.map((name) => (
          <Tabs.Panel key={name} value={name}>
            <Stack>
              {(name === 'pipeline' || name === 'own' || name === 'arrivals') && (
                <SegmentedControl
                  aria-label={t('moves.state_label')}
                  value={state}
                  onChange={(value) => go({ view: name, state: oneOf(value, MOVE_STATES) })}
                  data={MOVE_STATES.filter((one) => !FOR_DESK.has(one) || name === 'pipeline').map((one) => ({
                    value: one,
                    label: t(`moves.state.${one}`),
                  }))}
                />
              )}
              <List view={name} state={state} />
            </Stack>
          </Tabs.Panel>
        ))}
      </Tabs>
    </Page>
  );
}

function List({ view, state }: { view: MoveViewName; state: MoveStateName }) {
  const { t } = useTranslation();
  const moves = usePages(
    reads.moves({
      view,
      over: state === 'over',
      ...(state === 'stuck' ? { stuck: true } : {}),
      ...(state === 'desk' ? { desk: true } : {}),
    }),
  );
  return (
    <ReadView state={moves}>
      {(items) =>
        items.length === 0 ? (
          <EmptyState title={t(`moves.none.${view}`)}>{t(`moves.none_body.${view}`)}</EmptyState>
        ) : (
          <>
            <MoveTable moves={items} view={view} />
            <LoadMore state={moves} />
          </>
        )
      }
    </ReadView>
  );
}

function MoveTable({ moves, view }: { moves: readonly MoveSummary[]; view: MoveViewName }) {
  const { t } = useTranslation();
  const format = useFormat();
  const own = view === 'own';
  const columns: Column<MoveSummary>[] = [
    {
      key: 'who',
      header: own ? t('moves.opening') : t('moves.who'),
      cell: (row) => (
        <TextLink to="/moves/$moveId" params={{ moveId: row.id }} fw={550}>
          {own
            ? row.opportunity.title
            : t('moves.of', { name: row.employee.display_name, title: row.opportunity.title })}
        </TextLink>
      ),
    },
    { key: 'nature', header: t('moves.nature'), cell: (row) => <MoveNature move={row} /> },
    {
      key: 'units',
      header: t('moves.from_to'),
      cell: (row) => t('moves.units', { from: row.from_unit.name, to: row.to_unit.name }),
    },
    { key: 'status', header: t('moves.status_head'), cell: (row) => <MoveStatusMark status={row.status} /> },
    {
      key: 'effective',
      header: t('moves.effective'),
      unbroken: true,
      cell: (row) => format.date(row.effective_on),
    },
    {
      key: 'waits',
      header: t('moves.waits'),
      cell: (row) =>
        row.waits_for == null
          ? t('moves.waits_nobody')
          : row.answer_by == null
            ? t(`moves.side.${row.waits_for}`)
            : t('moves.until', {
                who: t(`moves.side.${row.waits_for}`),
                date: format.date(row.answer_by),
              }),
    },
    { key: 'last', header: t('moves.last'), unbroken: true, cell: (row) => format.date(row.updated_at) },
  ];
  return (
    <DataTable caption={t(`moves.view.${view}`)} columns={columns} rows={moves} rowKey={(row) => row.id} />
  );
}
