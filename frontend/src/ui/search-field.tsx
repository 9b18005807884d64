import { TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useState } from 'react';

interface SearchFieldProps {
  label: string;
  placeholder?: string;
  /** What the address says now. */
  value: string | undefined;
  onChange: (q: string | undefined) => void;
  className?: string | undefined;
}

/** Words to search for. Sends them once typing pauses, and follows the address when it changes. */
export function SearchField({ label, placeholder, value, onChange, className }: SearchFieldProps) {
  const [typed, setTyped] = useState(value ?? '');
  const [sent, setSent] = useState(value);
  if (value !== sent) {
    // The address changed otherwise (back, a cleared filter): it wins over what stands here.
    setSent(value);
    setTyped(value ?? '');
  }
  const send = useDebouncedCallback((words: string) => {
    const q = words === '' ? undefined : words;
    setSent(q);
    onChange(q);
  }, 300);
  return (
    <TextInput
      type="search"
      aria-label={label}
      placeholder={placeholder ?? label}
      leftSection={<IconSearch size={16} aria-hidden="true" />}
      value={typed}
      onChange={(event) => {
        setTyped(event.currentTarget.value);
        send(event.currentTarget.value.trim());
      }}
      className={className}
    />
  );
}
