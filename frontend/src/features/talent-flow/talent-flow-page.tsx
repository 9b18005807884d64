import { List, Select, Stack, Text } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useRead } from '@/api/query';
import * as reads from '@/api/reads';
import type { TalentFlow } from '@/api/types';
import { useFormat } from '@/i18n/use-format';
import { FilterBar } from '@/ui/filter-bar';
import { Page, Section } from '@/ui/page';
import { EmptyState, ReadView } from '@/ui/states';
import { oneOf } from '@/url/search-params';
import { TALENT_MEASURES, type TalentFlowSearch } from '@/url/searches';
import { Meanings } from './meanings';
import { ordered, saysSomething } from './order';
import { FlowTable } from './table';

const route = getRouteApi('/signed-in/mobility/talent-flow');

/** Which units let people go and which hold on to them, for specialists and leaders. */
export function TalentFlowPage() {
  const { t } = useTranslation();
  const search = route.useSearch();
  const flow = useRead(reads.talentFlow(search.period));
  return (
    <Page title={t('talent_flow.title')} lead={t('talent_flow.lead')}>
      <ReadView state={flow}>{(data) => <Flow flow={data} search={search} />}</ReadView>
    </Page>
  );
}

function Flow({ flow, search }: { flow: TalentFlow; search: TalentFlowSearch }) {
  const { t } = useTranslation();
  const navigate = route.useNavigate();
  const go = (change: TalentFlowSearch) =>
    void navigate({ search: { ...search, ...change }, replace: true, resetScroll: false });
  const telling = flow.units.filter(saysSomething);
  const leftOut = flow.units.length - telling.length;
  return (
    <Stack gap="lg">
      <Choices flow={flow} search={search} go={go} />
      {telling.length === 0 ? (
        <EmptyState title={t('talent_flow.none_title')}>{t('talent_flow.none_body')}</EmptyState>
      ) : (
        <>
          <Exporters flow={flow} />
          <Stack gap="xs">
            <FlowTable units={ordered(telling, search.sort, search.up === true)} search={search} go={go} />
            {leftOut > 0 && (
              <Text size="sm" c="dimmed">
                {t('talent_flow.left_out', { count: leftOut })}
              </Text>
            )}
          </Stack>
        </>
      )}
      <Meanings flow={flow} />
    </Stack>
  );
}

interface ChoicesProps {
  flow: TalentFlow;
  search: TalentFlowSearch;
  go: (change: TalentFlowSearch) => void;
}

function Choices({ flow, search, go }: ChoicesProps) {
  const { t } = useTranslation();
  const halfYear = (period: string) => {
    const [year, half] = period.split('-');
    return t(`talent_flow.half.${half === 'H1' ? 'H1' : 'H2'}`, { year });
  };
  return (
    <FilterBar>
      <Select
        label={t('talent_flow.period')}
        value={flow.period}
        allowDeselect={false}
        data={flow.periods.map((value) => ({ value, label: halfYear(value) }))}
        onChange={(period) => go({ period: period ?? undefined })}
      />
      <Select
        label={t('talent_flow.order')}
        value={search.sort ?? 'tree'}
        allowDeselect={false}
        data={[
          { value: 'tree', label: t('talent_flow.order_tree') },
          ...TALENT_MEASURES.map((value) => ({ value, label: t(`talent_flow.measure.${value}`) })),
        ]}
        onChange={(value) => go({ sort: oneOf(value, TALENT_MEASURES) })}
      />
      {search.sort !== undefined && (
        <Select
          label={t('talent_flow.direction')}
          value={search.up === true ? 'ascending' : 'descending'}
          allowDeselect={false}
          data={(['descending', 'ascending'] as const).map((value) => ({ value, label: t(`talent_flow.${value}`) }))}
          onChange={(value) => go({ up: value === 'ascending' ? true : undefined })}
        />
      )}
    </FilterBar>
  );
}

/** Those who give are named first: the point is to praise them, not to hunt the others. */
function Exporters({ flow }: { flow: TalentFlow }) {
  const { t } = useTranslation();
  const format = useFormat();
  const rates = new Map(flow.units.map((unit) => [unit.org_unit.id, unit.export_rate_permille.value]));
  return (
    <Section title={t('talent_flow.exporters')}>
      {flow.net_exporters.length === 0 ? (
        <Text c="dimmed">{t('talent_flow.exporters_none')}</Text>
      ) : (
        <Stack gap="xs">
          <Text c="dimmed">{t('talent_flow.exporters_body')}</Text>
          <List>
            {flow.net_exporters.map((unit) => (
              <List.Item key={unit.id}>
                {unit.name} · {format.percent((rates.get(unit.id) ?? 0) / 10)}
              </List.Item>
            ))}
          </List>
        </Stack>
      )}
    </Section>
  );
}
