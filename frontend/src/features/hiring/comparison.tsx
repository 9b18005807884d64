import { CloseButton, Group, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useRead } from '@/api/query';
import * as reads from '@/api/reads';
import type { Candidate } from '@/api/types';
import { TextLink } from '@/ui/link';
import { ComparedAssessment } from '@/ui/assessment/compared-assessment';
import { compactRows, FitPanel } from '@/ui/match/fit-panel';
import { ReadView, RowsSkeleton } from '@/ui/states';
import { VacancyWhatIf, vacancyIsTold } from '@/ui/vacancy';
import classes from './hiring.module.css';

interface ComparisonProps {
  opportunityId: string;
  candidates: readonly Candidate[];
  compared: readonly string[];
  onRemove: (employeeId: string) => void;
}

/** Up to four explanations side by side. */
export function Comparison({ opportunityId, candidates, compared, onRemove }: ComparisonProps) {
  const { t } = useTranslation();
  return (
    <div className={classes.comparison} role="region" aria-label={t('hiring.comparison')} tabIndex={0}>
      {compared.map((employeeId, at) => (
        <Compared
          key={employeeId}
          column={at + 1}
          opportunityId={opportunityId}
          employeeId={employeeId}
          candidate={candidates.find(({ employee }) => employee.id === employeeId)}
          onRemove={() => onRemove(employeeId)}
        />
      ))}
    </div>
  );
}

interface ComparedProps {
  column: number;
  opportunityId: string;
  employeeId: string;
  candidate: Candidate | undefined;
  onRemove: () => void;
}

function Compared({ column, opportunityId, employeeId, candidate, onRemove }: ComparedProps) {
  const { t } = useTranslation();
  const match = useRead(reads.candidateMatch(opportunityId, employeeId));
  const person = useRead(reads.employee(employeeId), { enabled: candidate === undefined });
  const name = candidate?.employee.display_name ?? person.data?.display_name ?? '';
  // The columns share their rows: the head's, the assessment's, those of the panel once it is there,
  // and one for what it would open.
  const rows = (match.data === undefined ? 3 : 2 + compactRows(match.data)) + 1;
  const application = candidate?.application;
  const foreseen = application && vacancyIsTold(application.status) ? application.id : undefined;
  return (
    <section
      className={classes.compared}
      aria-label={name}
      style={{ gridColumn: column, gridRow: `1 / span ${rows}` }}
    >
      <Group justify="space-between" wrap="nowrap" align="flex-start" mb="sm">
        <div>
          <Title order={2}>
            <TextLink to="/people/$employeeId" params={{ employeeId }} c="inherit" fz="inherit" fw="inherit">
              {name}
            </TextLink>
          </Title>
          <Text size="xs" c="dimmed">
            {candidate?.org_unit.name ?? person.data?.org_unit.name}
          </Text>
        </div>
        <CloseButton aria-label={t('hiring.stop_comparing', { name })} onClick={onRemove} />
      </Group>
      {application ? <ComparedAssessment applicationId={application.id} /> : <div />}
      <ReadView state={match} skeleton={<RowsSkeleton rows={6} height={32} />}>
        {(data) => <FitPanel match={data} name={name} compact />}
      </ReadView>
      {foreseen !== undefined && (
        <div>
          <Title order={3} fz="sm" mt="md" mb="xs">
            {t('moves.vacancy.title')}
          </Title>
          <VacancyWhatIf of={reads.applicationVacancy(foreseen)} />
        </div>
      )}
    </section>
  );
}
