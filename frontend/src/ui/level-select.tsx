import { Select, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useScale } from './use-scale';

interface LevelSelectProps {
  label: string;
  value: number | null;
  onChange: (level: number) => void;
  error?: ReactNode;
  hideLabel?: boolean;
  required?: boolean;
}

const LEVELS = [1, 2, 3, 4, 5] as const;

/** A level of the scale, each with what it means in behaviour. */
export function LevelSelect({ label, value, onChange, hideLabel = false, ...field }: LevelSelectProps) {
  const { t } = useTranslation();
  const scale = useScale();
  const named = LEVELS.map((level) => ({
    level,
    name: scale.find((entry) => entry.level === level)?.name,
    descriptor: scale.find((entry) => entry.level === level)?.descriptor,
  }));
  return (
    <Select
      {...field}
      {...(hideLabel ? { 'aria-label': label } : { label })}
      data={named.map(({ level, name }) => ({
        value: String(level),
        label: name === undefined ? String(level) : t('profile.level_name', { level, name }),
      }))}
      value={value === null ? null : String(value)}
      onChange={(chosen) => {
        if (chosen !== null) onChange(Number(chosen));
      }}
      allowDeselect={false}
      renderOption={({ option }) => (
        <div>
          <Text size="sm">{option.label}</Text>
          <Text size="xs" c="dimmed">
            {named.find(({ level }) => String(level) === option.value)?.descriptor}
          </Text>
        </div>
      )}
    />
  );
}
