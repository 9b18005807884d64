import { CloseButton, Group, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useRead } from '@/api/query';
import * as reads from '@/api/reads';
import type { Candidate } from '@/api/types';
import { isUnnamed, useApplicantName } from '@/ui/applications/applicant';
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
  onRemove: (id: string) => void;
}

/** Up to four explanations side by side. */
export function Comparison({ opportunityId, candidates, compared, onRemove }: ComparisonProps) {
  const { t } = useTranslation();
  return (
    <div className={classes.comparison} role="region" aria-label={t('hiring.comparison')} tabIndex={0}>
      {compared.map((id, at) => (
        <Compared
          key={id}
          column={at + 1}
          opportunityId={opportunityId}
          id={id}
          candidate={candidates.find(
            ({ employee, application }) => employee?.id === id || application?.id === id,
          )}
          onRemove={() => onRemove(id)}
        />
      ))}
    </div>
  );
}

interface ComparedProps {
  column: number;
  opportunityId: string;
  /** Of the person, or of the application of one who is, or was, not named. */
  id: string;
  candidate: Candidate | undefined;
  onRemove: () => void;
}

function Compared({ column, opportunityId, id, candidate, onRemove }: ComparedProps) {
  const { t } = useTranslation();
  const nameOf = useApplicantName();
  const unnamed = candidate !== undefined && isUnnamed(candidate);
  const employeeId = candidate?.employee?.id ?? id;
  const match = useRead(
    unnamed ? reads.applicationMatch(id) : reads.candidateMatch(opportunityId, employeeId),
  );
  const person = useRead(reads.employee(employeeId), { enabled: candidate === undefined });
  const name = candidate ? nameOf(candidate) : (person.data?.display_name ?? '');
  const application = candidate?.application;
  const foreseen = application && vacancyIsTold(application.status) ? application.id : undefined;
  // The columns share their rows: the head's, the assessment's, those of the panel once it is there, and one for what
  // it would open.
  const rows = (match.data === undefined ? 3 : 2 + compactRows(match.data)) + 1;
  return (
    <section
      className={classes.compared}
      aria-label={name}
      style={{ gridColumn: column, gridRow: `1 / span ${rows}` }}
    >
      <Group justify="space-between" wrap="nowrap" align="flex-start" mb="sm">
        <div>
          <Title order={2}>
            {unnamed ? (
              name
            ) : (
              <TextLink to="/people/$employeeId" params={{ employeeId }} c="inherit" fz="inherit" fw="inherit">
                {name}
              </TextLink>
            )}
          </Title>
          <Text size="xs" c="dimmed">
            {candidate?.org_unit?.name ?? person.data?.org_unit.name}
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
