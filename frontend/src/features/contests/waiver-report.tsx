import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useRead } from '@/api/query';
import * as reads from '@/api/reads';
import type { WaiverCount, WaiverReport as Report } from '@/api/types';
import { useCodeText } from '@/i18n/use-code-text';
import { useFormat } from '@/i18n/use-format';
import { DataTable, type Column } from '@/ui/data-table';
import { Section } from '@/ui/page';
import { ReadView, RowsSkeleton } from '@/ui/states';
import classes from './waiver-report.module.css';

/** How often rules were waived, and where: a rule that is waived often may be a wrong one. */
export function WaiverReport() {
  const { t } = useTranslation();
  const report = useRead(reads.waiverReport());
  return (
    <Section title={t('contests.report')}>
      <ReadView state={report} skeleton={<RowsSkeleton rows={3} />}>
        {(found) => <Counts report={found} />}
      </ReadView>
    </Section>
  );
}

interface Row {
  key: string;
  of: WaiverCount;
  unit?: string;
  below: boolean;
  people: number;
}

/** Each rule and answer, followed by the units in which it happened. */
const rowsOf = (counts: readonly WaiverCount[]): Row[] =>
  counts.flatMap((of) => {
    const key = `${of.rule}/${of.answer}`;
    return [
      { key, of, below: false, people: of.people },
      ...of.units.map(({ org_unit, level, people }) => ({
        key: `${key}/${org_unit.id}`,
        of,
        unit: org_unit.name,
        below: level > 1,
        people,
      })),
    ];
  });

function Counts({ report }: { report: Report }) {
  const { t } = useTranslation();
  const format = useFormat();
  const codeText = useCodeText();
  const lead = t('contests.report_lead', { since: format.date(report.since), least: report.least_people });
  const columns: Column<Row>[] = [
    {
      key: 'rule',
      header: t('contests.report_rule'),
      cell: ({ of, unit, below }) =>
        unit === undefined ? (
          <Text span size="sm" fw={550}>
            {codeText('opportunities.rule', of.rule) ?? of.rule}
          </Text>
        ) : (
          <span className={below ? classes.below : classes.unit}>{unit}</span>
        ),
    },
    {
      key: 'answer',
      header: t('contests.report_answer'),
      cell: ({ of }) => t(`contests.report_answers.${of.answer}`),
    },
    { key: 'people', header: t('contests.report_people'), numeric: true, cell: ({ people }) => format.number(people) },
  ];
  return (
    <>
      <Text size="sm" c="dimmed" mb="sm">
        {lead}
      </Text>
      {report.rows.length === 0 ? (
        <Text size="sm">{t('contests.report_none', { least: report.least_people })}</Text>
      ) : (
        <DataTable caption={t('contests.report')} columns={columns} rows={rowsOf(report.rows)} rowKey={({ key }) => key} />
      )}
    </>
  );
}
