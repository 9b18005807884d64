import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { ApplicantRef } from '@/api/types';

/** What an applicant is called: by name, or by number while the hiring team is not told the name. */
export function useApplicantName(): (applicant: ApplicantRef) => string {
  const { t } = useTranslation();
  return ({ employee, applicant_number: number }) =>
    employee?.display_name ?? (number == null ? '' : t('applications.unnamed.alias', { number }));
}

/** Whether the reader is not told who it is. */
export const isUnnamed = ({ applicant_number: number }: ApplicantRef): boolean => number != null;

/** Said once beside applicants of whom some are not named. */
export function UnnamedNote({ applicants }: { applicants: readonly ApplicantRef[] }) {
  const { t } = useTranslation();
  if (!applicants.some(isUnnamed)) return null;
  return (
    <Text size="sm" c="dimmed">
      {t('applications.unnamed.note')}
    </Text>
  );
}
