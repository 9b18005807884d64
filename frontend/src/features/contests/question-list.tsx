import { useTranslation } from 'react-i18next';
import type { Contest } from '@/api/types';
import { useFormat } from '@/i18n/use-format';
import { DataTable, type Column } from '@/ui/data-table';
import { TextLink } from '@/ui/link';
import { QuestionState } from './question-state';

interface QuestionListProps {
  caption: string;
  questions: Contest[];
  /** Of a desk: who asks, and whose it is. */
  desk?: boolean;
}

export function QuestionList({ caption, questions, desk = false }: QuestionListProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const columns: Column<Contest>[] = [
    {
      key: 'about',
      header: t('contests.about'),
      cell: (row) =>
        // Without a subject it is only known to be on nobody's desk.
        row.subject_id === undefined ? (
          t(`contests.kind.${row.subject_kind}`)
        ) : (
          <TextLink to="/questions/$contestId" params={{ contestId: row.id }} fw={550}>
            <About contest={row} />
          </TextLink>
        ),
    },
    { key: 'state', header: t('contests.state_title'), cell: (row) => <QuestionState contest={row} /> },
    { key: 'due', header: t('contests.due'), cell: (row) => format.date(row.due_on) },
  ];
  if (desk) {
    columns.push({
      key: 'who',
      header: t('contests.asked_by'),
      cell: (row) => row.employee?.display_name ?? t('contests.hidden'),
    });
  }
  columns.push({
    key: 'assignee',
    header: t('contests.assignee'),
    cell: (row) => row.assignee?.display_name ?? t('contests.nobody'),
  });
  return <DataTable caption={caption} columns={columns} rows={questions} rowKey={(row) => row.id} />;
}

/** What it is about, in words. */
function About({ contest }: { contest: Contest }) {
  const { t } = useTranslation();
  const what = contest.skill?.name ?? contest.opportunity?.title;
  const kind = t(`contests.kind.${contest.subject_kind}`);
  return <>{what === undefined ? kind : t('contests.about_line', { kind, what })}</>;
}
