import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import * as reads from '@/api/reads';
import { RemoteSelect, type Choice } from './remote-select';

interface PickerProps {
  label: string;
  description?: ReactNode;
  value: string | null;
  onChange: (choice: Choice | null) => void;
  chosen?: Choice | undefined;
  exclude?: ReadonlySet<string>;
  error?: ReactNode;
  required?: boolean;
  clearable?: boolean;
  hideLabel?: boolean;
  placeholder?: string;
  /** A choice is handed on, and the field is empty for the next. */
  keepEmpty?: boolean;
}

/** Definitions are shown while searching, so that near-duplicates can be told apart. */
export function SkillPicker(props: PickerProps) {
  const { t } = useTranslation();
  return (
    <RemoteSelect
      {...props}
      find={reads.skillsFound}
      toChoice={(skill) => ({
        id: skill.id,
        label: skill.name,
        detail: skill.description ?? t(`terms.skill_kind.${skill.kind}`),
      })}
    />
  );
}

/** Finds what a free text may mean, however it is spelt and in whichever language; empty again after each choice. */
export function SkillNamePicker(props: PickerProps) {
  const { t } = useTranslation();
  return (
    <RemoteSelect
      {...props}
      keepEmpty
      find={reads.skillsMeant}
      toChoice={({ skill, label }) => ({
        id: skill.id,
        label: skill.name,
        detail: label === skill.name ? t(`terms.skill_kind.${skill.kind}`) : label,
      })}
    />
  );
}

export function OrgUnitPicker(props: PickerProps) {
  const { t } = useTranslation();
  return (
    <RemoteSelect
      {...props}
      find={reads.orgUnits}
      toChoice={(unit) => ({
        id: unit.id,
        label: unit.name,
        detail: t(`terms.org_unit_kind.${unit.kind}`),
      })}
    />
  );
}

export function JobProfilePicker(props: PickerProps) {
  const { t } = useTranslation();
  return (
    <RemoteSelect
      {...props}
      find={reads.jobProfilesFound}
      toChoice={(profile) => ({
        id: profile.id,
        label: profile.title,
        detail: t('common.family_and_level', { family: profile.family.name, level: profile.level }),
      })}
    />
  );
}

/** Finds a colleague; empty again after each choice. */
export function PersonPicker(props: PickerProps) {
  return (
    <RemoteSelect
      {...props}
      keepEmpty
      find={reads.employeesFound}
      toChoice={(person) => ({ id: person.id, label: person.display_name, detail: person.title })}
    />
  );
}
