import { Button, SegmentedControl, Stack, Text } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { usePages, useRead } from '@/api/query';
import * as reads from '@/api/reads';
import { useCodeText } from '@/i18n/use-code-text';
import { useFormat } from '@/i18n/use-format';
import { DataTable, type Column } from '@/ui/data-table';
import { Section } from '@/ui/page';
import { EmptyState, LoadMore, ReadView } from '@/ui/states';
import { oneOf } from '@/url/search-params';
import { VIEWPOINTS } from '@/url/searches';
import { PersonParts } from './person-page';
import classes from './profile.module.css';

type Viewpoint = (typeof VIEWPOINTS)[number];

interface PrivacyTabProps {
  employeeId: string;
  viewpoint: Viewpoint;
  onViewpoint: (viewpoint: Viewpoint) => void;
}

/** What others see, who looked, and everything to take away. */
export function PrivacyTab({ employeeId, viewpoint, onViewpoint }: PrivacyTabProps) {
  const { t } = useTranslation();
  return (
    <Stack gap="xl">
      <Section title={t('profile.what_others_see')} plain>
        <SegmentedControl
          aria-label={t('profile.viewpoint')}
          value={viewpoint}
          onChange={(value) => onViewpoint(oneOf(value, VIEWPOINTS) ?? 'colleague')}
          data={VIEWPOINTS.map((name) => ({ value: name, label: t(`profile.viewpoint_of.${name}`) }))}
        />
        <div className={classes.seen}>
          <SeenBy employeeId={employeeId} viewpoint={viewpoint} />
        </div>
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

/** The server answers as it would to them, so that this cannot say anything else than the truth. */
function SeenBy({ employeeId, viewpoint }: { employeeId: string; viewpoint: Viewpoint }) {
  const profile = useRead(reads.profile(employeeId, viewpoint));
  return <ReadView state={profile}>{(data) => <PersonParts profile={data} />}</ReadView>;
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
    { key: 'at', header: t('profile.log_when'), unbroken: true, cell: (row) => format.dateTime(row.at) },
    { key: 'who', header: t('profile.log_who'), cell: (row) => row.actor_name },
    {
      key: 'what',
      header: t('profile.log_what'),
      cell: (row) =>
        codeText('profile.action', row.action) ?? row.action,
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
