import { useTranslation } from 'react-i18next';
import type { TalentFlowUnit } from '@/api/types';
import { useFormat } from '@/i18n/use-format';
import { DataTable, type Column } from '@/ui/data-table';
import { Mark } from '@/ui/mark';
import { TALENT_MEASURES, type TalentFlowSearch, type TalentMeasure } from '@/url/searches';
import classes from './talent-flow.module.css';

interface FlowTableProps {
  units: readonly TalentFlowUnit[];
  search: TalentFlowSearch;
  go: (change: TalentFlowSearch) => void;
}

/** A row for each unit, to be ordered by any measure: the largest first, then the smallest. */
export function FlowTable({ units, search, go }: FlowTableProps) {
  const { t } = useTranslation();
  const column = (measure: TalentMeasure): Column<TalentFlowUnit> => {
    const current = search.sort === measure;
    return {
      key: measure,
      header: t(`talent_flow.measure.${measure}`),
      numeric: true,
      sort: {
        direction: current ? (search.up === true ? 'ascending' : 'descending') : undefined,
        by: () => go({ sort: measure, up: current && search.up !== true ? true : undefined }),
      },
      cell: (row) => <Figure unit={row} measure={measure} />,
    };
  };
  const columns: Column<TalentFlowUnit>[] = [
    { key: 'unit', header: t('talent_flow.unit'), cell: (row) => <Unit unit={row} indented={search.sort === undefined} /> },
    ...TALENT_MEASURES.map(column),
  ];
  return (
    <div className={classes.wide}>
      <DataTable caption={t('talent_flow.title')} columns={columns} rows={units} rowKey={(row) => row.org_unit.id} />
    </div>
  );
}

function Unit({ unit, indented }: { unit: TalentFlowUnit; indented: boolean }) {
  const { t } = useTranslation();
  const depth = indented ? Math.min(unit.level - 1, 5) : 0;
  return (
    <span className={classes.unit} style={{ paddingInlineStart: `${String(depth * 0.75)}rem` }}>
      {unit.org_unit.name}
      {unit.net_exporter && <Mark tone="good">{t('talent_flow.exporter')}</Mark>}
    </span>
  );
}

function Figure({ unit, measure }: { unit: TalentFlowUnit; measure: TalentMeasure }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { value } = unit[measure];
  if (value === null) {
    return (
      <span>
        <span aria-hidden="true">—</span>
        <span className="visually-hidden">{t('talent_flow.withheld')}</span>
      </span>
    );
  }
  const share = (permille: number) => format.percent(permille / 10);
  if (measure.endsWith('_tenths')) return format.number(value / 10, 1);
  if (!measure.endsWith('_permille')) return format.number(value);
  const refused = unit.refused_permille.value ?? 0;
  return (
    <span>
      {share(value)}
      {measure === 'cancelled_permille' && refused > 0 && (
        <span className={classes.below}>{t('talent_flow.refused', { share: share(refused) })}</span>
      )}
      {measure === 'application_rate_permille' && unit.application_anomaly != null && (
        <span className={classes.below}>
          <Mark tone="warn">{t(`talent_flow.anomaly.${unit.application_anomaly}`)}</Mark>{' '}
          {t('talent_flow.of_overall', {
            share: format.percent(unit.application_rate_of_overall_percent.value ?? 0),
          })}
        </span>
      )}
    </span>
  );
}
