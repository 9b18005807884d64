import { Button, Group, Stack, Text } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { client, ifMatch } from '@/api/client';
import { useRead } from '@/api/query';
import * as reads from '@/api/reads';
import type { ChecklistItem, TaskOwner } from '@/api/types';
import { ConfirmButton } from '@/ui/confirm-button';
import { Mark } from '@/ui/mark';
import { Page, Section } from '@/ui/page';
import { EmptyState, ReadView, RowsSkeleton } from '@/ui/states';
import { OWNERS, useTaskWords } from '@/ui/task-words';
import { useAction } from '@/ui/use-action';
import { ItemDialog } from './item-dialog';
import { MOST_ITEMS, switched } from './item-values';
import { useItemText } from './use-item-text';
import classes from './checklist.module.css';

/** What is being edited: an item by its id, or something new. */
type Editing = { id: string } | 'new';

/** What moves begin with: who does what, and when. For specialists to write. */
export function ChecklistPage() {
  const { t } = useTranslation();
  const list = useRead(reads.checklist());
  const [editing, setEditing] = useState<Editing | null>(null);
  const items = list.data?.items ?? [];
  const edited = editing !== null && editing !== 'new' ? items.find(({ id }) => id === editing.id) : undefined;
  const full = items.length >= MOST_ITEMS;
  return (
    <Page
      title={t('checklist.title')}
      lead={t('checklist.lead')}
      actions={
        list.data !== undefined && (
          <Button
            leftSection={<IconPlus size={16} aria-hidden="true" />}
            disabled={full}
            onClick={() => setEditing('new')}
          >
            {t('checklist.add')}
          </Button>
        )
      }
    >
      <ReadView state={list} skeleton={<RowsSkeleton rows={8} height={72} />}>
        {() => (
          <Stack gap="lg">
            {full && <Text>{t('checklist.full', { most: MOST_ITEMS })}</Text>}
            {items.length === 0 && (
              <EmptyState title={t('checklist.none_title')}>{t('checklist.none_body')}</EmptyState>
            )}
            {OWNERS.map((owner) => (
              <OwnersItems
                key={owner}
                owner={owner}
                items={items.filter((item) => item.owner === owner)}
                onEdit={({ id }) => setEditing({ id })}
              />
            ))}
          </Stack>
        )}
      </ReadView>
      {(editing === 'new' || edited !== undefined) && (
        <ItemDialog
          // Somebody else's version takes the place of what was typed.
          key={edited?.etag ?? 'new'}
          item={edited}
          onClose={() => setEditing(null)}
          onReload={list.retry}
        />
      )}
    </Page>
  );
}

interface OwnersItemsProps {
  owner: TaskOwner;
  items: ChecklistItem[];
  onEdit: (item: ChecklistItem) => void;
}

function OwnersItems({ owner, items, onEdit }: OwnersItemsProps) {
  const { t } = useTranslation();
  if (items.length === 0) return null;
  return (
    <Section title={t(`moves.task_owner.${owner}`)}>
      <ul className={classes.list}>
        {items.map((item) => (
          <li key={item.id}>
            <Item item={item} onEdit={() => onEdit(item)} />
          </li>
        ))}
      </ul>
    </Section>
  );
}

interface ItemProps {
  item: ChecklistItem;
  onEdit: () => void;
}

function Item({ item, onEdit }: ItemProps) {
  const { t } = useTranslation();
  const words = useTaskWords();
  const text = useItemText();
  const title = words.title(item);
  const explanation = words.explanation(item);
  const scope = text.scope(item);
  const turn = useAction(
    (active: boolean) =>
      client.PUT('/api/v1/checklist-items/{id}', {
        params: { path: { id: item.id }, header: ifMatch(item.etag) },
        body: switched(item, active),
      }),
    { touches: [['checklist']], done: t('checklist.saved') },
  );
  return (
    <div className={classes.item}>
      <div className={classes.words}>
        <Group gap="xs">
          <Text fw={550}>{title}</Text>
          {!item.active && <Mark>{t('checklist.inactive')}</Mark>}
        </Group>
        <Text size="sm">{text.when(item.offset_days)}</Text>
        {scope !== undefined && <Text size="sm">{scope}</Text>}
        {explanation !== undefined && (
          <Text size="sm" c="dimmed">
            {explanation}
          </Text>
        )}
      </div>
      <Group gap="xs">
        <Button size="xs" variant="default" aria-label={t('checklist.edit_named', { title })} onClick={onEdit}>
          {t('checklist.edit')}
        </Button>
        {item.active ? (
          <ConfirmButton
            size="xs"
            label={t('checklist.deactivate')}
            named={t('checklist.deactivate_named', { title })}
            title={t('checklist.deactivate_title', { title })}
            consequence={t('checklist.deactivate_what')}
            confirmLabel={t('checklist.deactivate')}
            onConfirm={() => turn.runToEnd(false)}
          />
        ) : (
          <Button
            size="xs"
            variant="default"
            aria-label={t('checklist.activate_named', { title })}
            loading={turn.isRunning}
            onClick={() => turn.run(true)}
          >
            {t('checklist.activate')}
          </Button>
        )}
      </Group>
    </div>
  );
}
