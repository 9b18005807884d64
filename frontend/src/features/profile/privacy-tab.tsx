import { Button, SegmentedControl, Stack, Text } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { usePages } from '@/api/query';
import * as reads from '@/api/reads';
import type { Profile } from '@/api/types';
import { useCodeText } from '@/i18n/use-code-text';
import { useFormat } from '@/i18n/use-format';
import { DataTable, type Column } from '@/ui/data-table';
import { Section } from '@/ui/page';
import { EmptyState, LoadMore, ReadView } from '@/ui/states';
import { oneOf } from '@/url/search-params';
import { VIEWPOINTS } from '@/url/searches';
import { seenBy, type Viewpoint } from './viewpoint';
import classes from './profile.module.css';

interface PrivacyTabProps {
  employeeId: string;
  profile: Profile;
  viewpoint: Viewpoint;
  onViewpoint: (viewpoint: Viewpoint) => void;
}

/** What others see, who looked, and everything to take away. */
export function PrivacyTab({ employeeId, profile, viewpoint, onViewpoint }: PrivacyTabProps) {
  const { t } = useTranslation();
  return (
    <Stack gap="xl">
      <Section title={t('profile.what_others_see')}>
        <SegmentedControl
          aria-label={t('profile.viewpoint')}
          value={viewpoint}
          onChange={(value) => onViewpoint(oneOf(value, VIEWPOINTS) ?? 'colleague')}
          data={VIEWPOINTS.map((name) => ({ value: name, label: t(`profile.viewpoint_of.${name}`) }))}
        />
        <ul className={classes.seen} aria-label={t('profile.what_others_see')}>
          {seenBy(profile, viewpoint).map(({ what, visible, count }) => (
            <li key={what} data-visible={visible || undefined}>
              <Text span fw={550}>
                {t(`profile.part.${what}`)}
              </Text>
              <Text span c="dimmed" size="sm">
                {visible ? t('profile.part_seen', { count }) : t('profile.part_hidden')}
              </Text>
            </li>
          ))}
        </ul>
      </Section>
      <Section title={t('profile.access_log')} plain>
        <AccessLog employeeId={employeeId} />
      </Section>
      <Section title={t('profile.export')}>
        <Text mb="md">{t('profile.export_lead')}</Text>
        <Button
          component="a"
          variant="default"
          href={`/api/v1/employees/${employeeId}/export`}
          download={`traverse-${employeeId}.json`}
          leftSection={<IconDownload size={16} aria-hidden="true" />}
        >
          {t('profile.export_action')}
        </Button>
      </Section>
    </Stack>
  );
}

interface LogEntry {
  at: string;
  actor_name: string;
  action: string;
  object_type: string;
}

function AccessLog({ employeeId }: { employeeId: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const codeText = useCodeText();
  const log = usePages(reads.accessLog(employeeId));
  const columns: Column<LogEntry>[] = [
    { key: 'at', header: t('profile.log_when'), cell: (row) => format.dateTime(row.at) },
    { key: 'who', header: t('profile.log_who'), cell: (row) => row.actor_name },
    {
      key: 'what',
      header: t('profile.log_what'),
      cell: (row) =>
        t('profile.log_line', {
          action: codeText('profile.action', row.action) ?? row.action,
          object: codeText('profile.object', row.object_type) ?? row.object_type,
        }),
    },
  ];
  return (
    <ReadView state={log}>
      {(items) =>
        items.length === 0 ? (
          <EmptyState title={t('profile.log_none_title')}>{t('profile.log_none_body')}</EmptyState>
        ) : (
          <>
            <DataTable
              caption={t('profile.access_log')}
              columns={columns}
              rows={items}
              rowKey={(row) => `${row.at}-${row.actor_name}-${row.action}-${row.object_type}`}
            />
            <LoadMore state={log} />
          </>
        )
      }
    </ReadView>
  );
}
