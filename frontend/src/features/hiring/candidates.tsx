import { Checkbox, SegmentedControl, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { usePages } from '@/api/query';
import * as reads from '@/api/reads';
import type { Candidate } from '@/api/types';
import { useFormat } from '@/i18n/use-format';
import { DataTable, type Column } from '@/ui/data-table';
import { UnnamedNote, useApplicantName } from '@/ui/applications/applicant';
import { TextLink } from '@/ui/link';
import { Mark } from '@/ui/mark';
import { EmptyState, LoadMore, ReadView, RowsSkeleton } from '@/ui/states';
import { ApplicationStatusMark, BandMark } from '@/ui/status-marks';
import { MAX_COMPARED, type CandidatesSearch } from '@/url/searches';
import { comparedAs, toggled } from './compared';
import { Comparison } from './comparison';
import { CandidateOrderNote } from './candidate-order';
import { candidateReason } from './candidate-reason';
import { useCodeText } from '@/i18n/use-code-text';

interface CandidatesProps {
  opportunityId: string;
  search: CandidatesSearch;
  onChange: (next: Partial<CandidatesSearch>) => void;
}

export function Candidates({ opportunityId, search, onChange }: CandidatesProps) {
  const { t } = useTranslation();
  const source = search.source ?? 'applicants';
  const compared = search.compare ?? [];
  const candidates = usePages(reads.candidates(opportunityId, source));
  return (
    <Stack gap="md">
      <SegmentedControl
        aria-label={t('hiring.candidate_source')}
        w="fit-content"
        value={source}
        onChange={(value) =>
          onChange({ source: value === 'people' ? 'people' : undefined, compare: undefined })
        }
        data={[
          { value: 'applicants', label: t('hiring.source.applicants') },
          { value: 'people', label: t('hiring.source.people') },
        ]}
      />
      <ReadView state={candidates} skeleton={<RowsSkeleton rows={6} height={48} />}>
        {(items) =>
          items.length === 0 ? (
            <EmptyState title={t(`hiring.no_candidates.${source}`)}>
              {t(`hiring.no_candidates_body.${source}`)}
            </EmptyState>
          ) : (
            <>
              <Text size="sm" c="dimmed">
                {t('hiring.candidate_order', { count: MAX_COMPARED })}
              </Text>
              <UnnamedNote applicants={items} />
              {candidates.first && <CandidateOrderNote order={candidates.first.order} />}
              {compared.length > 0 && (
                <Comparison
                  opportunityId={opportunityId}
                  candidates={items}
                  compared={compared}
                  onRemove={(id) => onChange({ compare: toggled(compared, id) })}
                />
              )}
              <CandidateTable items={items} compared={compared} onChange={onChange} />
              <LoadMore state={candidates} />
            </>
          )
        }
      </ReadView>
    </Stack>
  );
}

interface CandidateTableProps {
  items: readonly Candidate[];
  compared: readonly string[];
  onChange: (next: Partial<CandidatesSearch>) => void;
}

function CandidateTable({ items, compared, onChange }: CandidateTableProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const codeText = useCodeText();
  const nameOf = useApplicantName();
  const columns: Column<Candidate>[] = [
    {
      key: 'name',
      header: t('hiring.candidate'),
      cell: (row) => (
        <div>
          {row.employee ? (
            <TextLink to="/people/$employeeId" params={{ employeeId: row.employee.id }} fw={550}>
              {row.employee.display_name}
            </TextLink>
          ) : (
            <Text component="span" fw={550}>
              {nameOf(row)}
            </Text>
          )}
          <Text size="xs" c="dimmed">
            {[row.employee?.title, row.org_unit?.name].filter(Boolean).join(' · ')}
          </Text>
        </div>
      ),
    },
    {
      key: 'fit',
      header: t('hiring.fit'),
      cell: (row) => <BandMark band={row.match.band} fit={row.match.fit} />,
    },
    {
      key: 'coverage',
      header: t('match.coverage'),
      numeric: true,
      cell: (row) => format.percent(row.match.coverage),
    },
    {
      key: 'use',
      header: t('match.use_of_self'),
      numeric: true,
      cell: (row) => format.percent(row.match.use_of_self),
    },
    {
      key: 'reason',
      header: t('hiring.reason'),
      cell: (row) => candidateReason(row, t, codeText),
    },
    {
      key: 'status',
      header: t('hiring.status'),
      cell: (row) => (
        <>
          {row.application ? (
            <TextLink
              to="/applications/$applicationId"
              params={{ applicationId: row.application.id }}
            >
              <ApplicationStatusMark status={row.application.status} />
              <span className="visually-hidden">
                {t('hiring.open_application', { name: nameOf(row) })}
              </span>
            </TextLink>
          ) : (
            row.open_to_moves && <Mark tone="info">{t('hiring.open_to_moves')}</Mark>
          )}
        </>
      ),
    },
    {
      key: 'compare',
      header: t('hiring.compare'),
      cell: (row) => (
        <Checkbox
          aria-label={t('hiring.compare_named', { name: nameOf(row) })}
          checked={compared.includes(comparedAs(row))}
          disabled={compared.length >= MAX_COMPARED && !compared.includes(comparedAs(row))}
          onChange={() => onChange({ compare: toggled(compared, comparedAs(row)) })}
        />
      ),
    },
  ];
  return (
    <DataTable
      caption={t('hiring.candidates')}
      columns={columns}
      rows={items}
      rowKey={comparedAs}
    />
  );
}
