import { Button, Checkbox, SegmentedControl, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { usePages } from '@/api/query';
import * as reads from '@/api/reads';
import type { ApplicationSummary } from '@/api/types';
import { useFormat } from '@/i18n/use-format';
import { DataTable, type Column } from '@/ui/data-table';
import { UnnamedNote, useApplicantName } from '@/ui/applications/applicant';
import { SequelLink } from '@/ui/applications/sequel-link';
import { TextLink } from '@/ui/link';
import { Mark } from '@/ui/mark';
import { EmptyState, LoadMore, ReadView, RowsSkeleton } from '@/ui/states';
import { ApplicationStatusMark } from '@/ui/status-marks';
import { AnswerSeveral } from './answer-several';
import { awaitsInterview, canBeAnswered, MAX_ANSWERS } from './answers';
import { columnsOf } from './board';
import classes from './hiring.module.css';

interface StagesProps {
  opportunityId: string;
  view: 'board' | 'table';
  onView: (view: 'board' | 'table') => void;
}

/** Where each application stands, as a board and as a table. */
export function Stages({ opportunityId, view, onView }: StagesProps) {
  const { t } = useTranslation();
  const applications = usePages(reads.opportunityApplications(opportunityId));
  return (
    <Stack gap="md">
      <SegmentedControl
        aria-label={t('hiring.view')}
        w="fit-content"
        value={view}
        onChange={(value) => onView(value === 'table' ? 'table' : 'board')}
        data={[
          { value: 'board', label: t('hiring.view_board') },
          { value: 'table', label: t('hiring.view_table') },
        ]}
      />
      <ReadView state={applications} skeleton={<RowsSkeleton rows={4} height={64} />}>
        {(items) =>
          items.length === 0 ? (
            <EmptyState title={t('hiring.no_candidates.applicants')}>
              {t('hiring.no_candidates_body.applicants')}
            </EmptyState>
          ) : (
            <>
              <UnnamedNote applicants={items} />
              {view === 'board' ? <Board items={items} /> : <Table opportunityId={opportunityId} items={items} />}
              <LoadMore state={applications} />
            </>
          )
        }
      </ReadView>
    </Stack>
  );
}

export function BoardCard({ application, closed }: { application: ApplicationSummary; closed: boolean }) {
  const { t } = useTranslation();
  const format = useFormat();
  const nameOf = useApplicantName();
  return (
    <>
      <TextLink to="/applications/$applicationId" params={{ applicationId: application.id }} fw={550}>
        {nameOf(application)}
      </TextLink>
      {application.employee && (
        <Text size="xs" c="dimmed">
          {application.employee.title}
        </Text>
      )}
      <Text size="xs" c="dimmed">
        {t('hiring.sent_on', { date: format.date(application.submitted_at) })}
      </Text>
      <SequelLink application={application} />
      {closed && <ApplicationStatusMark status={application.status} />}
      {awaitsInterview(application) && <Mark tone="info">{t('hiring.guaranteed')}</Mark>}
    </>
  );
}

function Board({ items }: { items: readonly ApplicationSummary[] }) {
  const { t } = useTranslation();
  return (
    <div className={classes.board} role="region" aria-label={t('hiring.view_board')} tabIndex={0}>
      {columnsOf(items).map(({ column, applications }) => (
        <section key={column} className={classes.lane} data-empty={applications.length === 0 || undefined} aria-label={t(`hiring.lane.${column}`)}>
          <h2 className={classes.laneTitle}>
            {t('hiring.lane_with_count', {
              lane: t(`hiring.lane.${column}`),
              count: applications.length,
            })}
          </h2>
          <ul className={classes.laneList}>
            {applications.map((application) => (
              <li key={application.id} className={classes.laneCard}>
                <BoardCard application={application} closed={column === 'closed'} />
              </li>
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
}

function Table({ opportunityId, items }: { opportunityId: string; items: readonly ApplicationSummary[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const nameOf = useApplicantName();
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const [answering, setAnswering] = useState(false);
  const toAnswer = items.filter((one) => chosen.includes(one.id) && canBeAnswered(one));
  const columns: Column<ApplicationSummary>[] = [
    {
      key: 'choose',
      header: t('hiring.answers.choose'),
      hideHeader: true,
      cell: (row) =>
        canBeAnswered(row) && (
          <Checkbox
            aria-label={t('hiring.answers.choose_named', { name: nameOf(row) })}
            checked={chosen.includes(row.id)}
            disabled={toAnswer.length >= MAX_ANSWERS && !chosen.includes(row.id)}
            onChange={({ currentTarget }) =>
              setChosen(
                currentTarget.checked ? [...chosen, row.id] : chosen.filter((id) => id !== row.id),
              )
            }
          />
        ),
    },
    {
      key: 'name',
      header: t('hiring.candidate'),
      cell: (row) => (
        <TextLink to="/applications/$applicationId" params={{ applicationId: row.id }} fw={550}>
          {nameOf(row)}
        </TextLink>
      ),
    },
    { key: 'title', header: t('hiring.job'), cell: (row) => row.employee?.title },
    { key: 'sent', header: t('hiring.sent'), unbroken: true, cell: (row) => format.date(row.submitted_at) },
    {
      key: 'status',
      header: t('hiring.status'),
      cell: (row) => (
        <>
          <ApplicationStatusMark status={row.status} /> <SequelLink application={row} />{' '}
          {awaitsInterview(row) && <Mark tone="info">{t('hiring.guaranteed')}</Mark>}
        </>
      ),
    },
  ];
  return (
    <>
      <Button
        variant="default"
        w="fit-content"
        disabled={toAnswer.length === 0}
        onClick={() => setAnswering(true)}
      >
        {t('hiring.answers.open', { count: toAnswer.length })}
      </Button>
      <DataTable caption={t('hiring.candidates')} columns={columns} rows={items} rowKey={(row) => row.id} />
      {answering && (
        <AnswerSeveral
          opportunityId={opportunityId}
          applications={toAnswer}
          onClose={() => {
            setAnswering(false);
            setChosen([]);
          }}
        />
      )}
    </>
  );
}
