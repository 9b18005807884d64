import { Modal, Text } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useRouter } from '@tanstack/react-router';
import { useState, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useRead } from '@/api/query';
import * as reads from '@/api/reads';
import { abilitiesOf } from '@/auth/abilities';
import { useSession } from '@/auth/session';
import classes from './command.module.css';
import { actionsFor, entriesOf, nextIndex, type CommandEntry } from './entries';

/** Finds people, skills, roles, openings and actions; opened by Ctrl/⌘-K anywhere. */
export function CommandBar({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const router = useRouter();
  const abilities = abilitiesOf(useSession());
  const [typed, setTyped] = useState('');
  const [active, setActive] = useState(0);
  const [q] = useDebouncedValue(typed.trim(), 120);
  const found = useRead(reads.search(q), { enabled: q !== '', keepPrevious: true });

  const words = typed.trim().toLocaleLowerCase();
  const actions = actionsFor(abilities)
    .map(({ href, label }) => ({ href, label: t(label) }))
    .filter(({ label }) => words === '' || label.toLocaleLowerCase().includes(words));
  const groups = [
    { title: t('common.command.actions'), entries: actions.map((action) => ({ ...action, id: action.href })) },
    ...(q === '' ? [] : (found.data?.groups ?? [])).map((group) => ({
      title: t(`common.command.type.${group.type}`),
      entries: entriesOf(group),
    })),
  ].filter((group) => group.entries.length > 0);
  const entries: CommandEntry[] = groups.flatMap((group) => group.entries);
  const current = Math.min(active, entries.length - 1);

  const go = (entry: CommandEntry | undefined) => {
    if (entry === undefined) return;
    onClose();
    router.history.push(entry.href);
  };

  const onKeyDown = (event: KeyboardEvent) => {
    const next = nextIndex(event.key, current, entries.length);
    if (next !== undefined) {
      event.preventDefault();
      setActive(next);
      document.getElementById(optionId(next))?.scrollIntoView({ block: 'nearest' });
    } else if (event.key === 'Enter') {
      event.preventDefault();
      go(entries[current]);
    }
  };

  let position = -1;
  return (
    <Modal
      opened
      onClose={onClose}
      withCloseButton={false}
      centered={false}
      yOffset="10dvh"
      size="lg"
      padding={0}
      title={<span className="visually-hidden">{t('common.search_everything')}</span>}
      styles={{ header: { padding: 0, minHeight: 0 } }}
    >
      <div className={classes.field}>
        <IconSearch size={18} aria-hidden="true" />
        <input
          data-autofocus
          className={classes.input}
          role="combobox"
          aria-expanded="true"
          aria-controls="command-options"
          aria-activedescendant={current >= 0 ? optionId(current) : undefined}
          aria-label={t('common.search_everything')}
          placeholder={t('common.search_everything')}
          value={typed}
          onChange={(event) => {
            setTyped(event.currentTarget.value);
            setActive(0);
          }}
          onKeyDown={onKeyDown}
        />
      </div>
      <div id="command-options" role="listbox" aria-label={t('common.command.results')} className={classes.options}>
        {groups.map((group) => (
          <div key={group.title} role="group" aria-label={group.title}>
            <div className={classes.group} aria-hidden="true">
              {group.title}
            </div>
            {group.entries.map((entry: CommandEntry) => {
              position += 1;
              const index = position;
              return (
                <div
                  key={entry.href}
                  id={optionId(index)}
                  role="option"
                  aria-selected={index === current}
                  className={classes.option}
                  onMouseMove={() => setActive(index)}
                  onClick={() => go(entry)}
                >
                  <span>{entry.label}</span>
                  {entry.detail !== undefined && (
                    <Text span size="sm" c="dimmed">
                      {entry.detail}
                    </Text>
                  )}
                </div>
              );
            })}
          </div>
        ))}
      </div>
      {entries.length === 0 && (
        <Text c="dimmed" p="md" role="status">
          {found.isPending && q !== '' ? t('common.searching') : t('common.command.nothing')}
        </Text>
      )}
    </Modal>
  );
}

const optionId = (index: number) => `command-option-${index}`;
