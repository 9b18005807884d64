import { ActionIcon, Checkbox, Group, Stack, Text } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { PersonPicker } from '@/ui/pickers';
import type { OpeningValues } from './opening-form';

/** Who decides with the owner, and who of them stands in for the owner. */
export function TeamEditor({ form }: { form: UseFormReturnType<OpeningValues> }) {
  const { t } = useTranslation();
  const { team } = form.values;
  return (
    <Stack>
      <Text size="sm" c="dimmed">
        {t('hiring.team.hint')}
      </Text>
      {team.map(({ id, name, deputy }, index) => (
        <Group key={id} role="group" aria-label={name} gap="md" justify="space-between">
          <Text flex="1 1 10rem">{name}</Text>
          <Checkbox
            label={t('hiring.team.deputy')}
            checked={deputy}
            onChange={({ currentTarget }) => form.setFieldValue(`team.${index}.deputy`, currentTarget.checked)}
          />
          <ActionIcon
            variant="subtle"
            color="gray"
            size="lg"
            aria-label={t('hiring.team.remove', { name })}
            onClick={() => form.removeListItem('team', index)}
          >
            <IconTrash size={16} aria-hidden="true" />
          </ActionIcon>
        </Group>
      ))}
      <PersonPicker
        label={t('hiring.team.add')}
        description={t('hiring.team.deputy_hint')}
        value={null}
        exclude={new Set(team.map(({ id }) => id))}
        error={form.errors.team}
        onChange={(person) => {
          if (person !== null) form.insertListItem('team', { id: person.id, name: person.label, deputy: false });
        }}
      />
    </Stack>
  );
}
