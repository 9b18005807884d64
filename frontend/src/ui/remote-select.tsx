import { Select, Text, type ComboboxItem } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useRead, type Read } from '@/api/query';

export interface Choice {
  id: string;
  label: string;
  detail?: string | undefined;
}

interface RemoteSelectProps<T> {
  label: string;
  description?: ReactNode;
  placeholder?: string;
  value: string | null;
  onChange: (choice: Choice | null) => void;
  /** The server does the finding: prefix, typing errors, other names. */
  find: (q: string) => Read<{ items: T[] }>;
  toChoice: (item: T) => Choice;
  /** What is chosen already, so that it has a name before anything is searched. */
  chosen?: Choice | undefined;
  /** Choices that make no sense here (already added). */
  exclude?: ReadonlySet<string>;
  error?: ReactNode;
  required?: boolean;
  clearable?: boolean;
  hideLabel?: boolean;
  /** A choice is handed on, and the field is empty for the next. */
  keepEmpty?: boolean;
}

/** A field that searches on the server while one types. */
export function RemoteSelect<T>({
  label,
  value,
  onChange,
  find,
  toChoice,
  chosen,
  exclude,
  clearable = false,
  hideLabel = false,
  keepEmpty = false,
  ...field
}: RemoteSelectProps<T>) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState('');
  const [touched, setTouched] = useState(false);
  const [q] = useDebouncedValue(typed.trim(), 150);
  const asked = q === chosen?.label ? '' : q;
  const found = useRead(find(asked), { keepPrevious: true, enabled: touched });
  const [picked, setPicked] = useState<Choice | undefined>(undefined);

  const choices = (found.data?.items ?? []).map(toChoice).filter((choice) => !exclude?.has(choice.id));
  const current = picked?.id === value ? picked : chosen?.id === value ? chosen : undefined;
  if (current !== undefined && !choices.some((choice) => choice.id === current.id)) {
    choices.unshift(current);
  }
  const details = new Map(choices.map((choice) => [choice.id, choice.detail]));

  return (
    <Select
      {...field}
      {...(hideLabel ? { 'aria-label': label } : { label })}
      data={choices.map((choice): ComboboxItem => ({ value: choice.id, label: choice.label }))}
      value={value}
      onChange={(id) => {
        const choice = choices.find((candidate) => candidate.id === id) ?? null;
        setPicked(keepEmpty ? undefined : (choice ?? undefined));
        onChange(choice);
        if (choice === null || keepEmpty) setTyped('');
      }}
      searchable
      searchValue={typed}
      onSearchChange={setTyped}
      onFocus={() => setTouched(true)}
      filter={({ options }) => options}
      clearable={clearable}
      clearButtonProps={{ 'aria-label': t('common.clear') }}
      nothingFoundMessage={
        found.isPending ? t('common.searching') : t('common.nothing_found')
      }
      maxDropdownHeight={280}
      renderOption={({ option }) => {
        const detail = details.get(option.value);
        return (
          <div>
            <Text size="sm">{option.label}</Text>
            {detail !== undefined && (
              <Text size="xs" c="dimmed" lineClamp={2}>
                {detail}
              </Text>
            )}
          </div>
        );
      }}
    />
  );
}
