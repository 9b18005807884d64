import { ActionIcon, Button, Group, Stack, Text, TextInput } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { OpeningValues } from './opening-form';

interface CriteriaEditorProps {
  form: UseFormReturnType<OpeningValues>;
  /** They stand. */
  frozen: boolean;
}

/** What the choice is based on, the weightiest first; applicants read the same list. */
export function CriteriaEditor({ form, frozen }: CriteriaEditorProps) {
  const { t } = useTranslation();
  return (
    <Stack>
      <Text size="sm" c="dimmed">
        {frozen ? t('hiring.criteria_frozen') : t('hiring.criteria_hint')}
      </Text>
      {form.values.selection_criteria.map((_, index) => (
        <Group key={index} gap="sm" wrap="nowrap">
          <TextInput
            flex={1}
            aria-label={t('hiring.criterion', { number: index + 1 })}
            maxLength={300}
            readOnly={frozen}
            {...form.getInputProps(`selection_criteria.${index}`)}
          />
          {!frozen && (
            <ActionIcon
              variant="subtle"
              color="gray"
              size="lg"
              aria-label={t('hiring.remove_criterion', { number: index + 1 })}
              onClick={() => form.removeListItem('selection_criteria', index)}
            >
              <IconTrash size={16} aria-hidden="true" />
            </ActionIcon>
          )}
        </Group>
      ))}
      {!frozen && (
        <Button
          variant="default"
          w="fit-content"
          leftSection={<IconPlus size={16} aria-hidden="true" />}
          onClick={() => form.insertListItem('selection_criteria', '')}
        >
          {t('hiring.add_criterion')}
        </Button>
      )}
    </Stack>
  );
}
