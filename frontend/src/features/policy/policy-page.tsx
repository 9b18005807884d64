import { Group, Text } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { client } from '@/api/client';
import { useRead } from '@/api/query';
import * as reads from '@/api/reads';
import type { PolicyInForce, PolicyVersion } from '@/api/types';
import { abilitiesOf } from '@/auth/abilities';
import { useSession } from '@/auth/session';
import { useFormat } from '@/i18n/use-format';
import { ConfirmButton } from '@/ui/confirm-button';
import { ButtonLink } from '@/ui/link';
import { useNotify } from '@/ui/notify';
import { Page, Section } from '@/ui/page';
import { ReadView, RowsSkeleton } from '@/ui/states';
import { useAction } from '@/ui/use-action';
import { PolicyDocument } from './document';
import { PolicyEditor } from './editor';
import { PolicyHistory } from './history';

const route = getRouteApi('/signed-in/policy');

/** The rules of internal mobility: for everybody to read, for specialists to change. */
export function PolicyPage() {
  const { version } = route.useSearch();
  const current = useRead(reads.policy());
  const other = useRead(reads.policyVersion(version ?? 0), { enabled: version !== undefined });
  const skeleton = <RowsSkeleton rows={8} />;
  return (
    <ReadView state={current} skeleton={skeleton}>
      {(inForce) =>
        version === undefined ? (
          <Rules inForce={inForce} shown={inForce} />
        ) : (
          <ReadView state={other} skeleton={skeleton}>
            {(shown) => <Rules inForce={inForce} shown={shown} />}
          </ReadView>
        )
      }
    </ReadView>
  );
}

function Rules({ inForce, shown }: { inForce: PolicyInForce; shown: PolicyVersion }) {
  const { t } = useTranslation();
  const { policy: mayEdit } = abilitiesOf(useSession());
  const { version } = route.useSearch();
  const isCurrent = shown.version === inForce.version;
  return (
    <Page
      title={t('policy.title')}
      lead={<Lead version={shown} isCurrent={isCurrent} />}
      actions={
        version !== undefined && (
          <ButtonLink to="/policy" search={{}} variant="default">
            {t('policy.to_current')}
          </ButtonLink>
        )
      }
    >
      {inForce.scheduled.length > 0 && <Scheduled inForce={inForce} mayEdit={mayEdit} />}
      <Section title={t('policy.parameters')} plain>
        <PolicyDocument version={shown} seat={isCurrent ? inForce.seat : undefined} />
      </Section>
      {mayEdit && version === undefined && <Edit inForce={inForce} />}
      <Section title={t('policy.history')} plain>
        <PolicyHistory mayEdit={mayEdit} />
      </Section>
    </Page>
  );
}

/** The newest version may be one that has not begun. */
function Edit({ inForce }: { inForce: PolicyInForce }) {
  const { t } = useTranslation();
  const { from } = route.useSearch();
  const newest = useRead(reads.policyVersion(inForce.scheduled.at(-1)?.version ?? inForce.version));
  const older = useRead(reads.policyVersion(from ?? 0), { enabled: from !== undefined });
  return (
    <Section title={t('policy.edit')} plain>
      <Text c="dimmed" mb="md">
        {from === undefined ? t('policy.edit_hint') : t('policy.from_version', { version: from })}
      </Text>
      <ReadView state={newest} skeleton={<RowsSkeleton rows={8} />}>
        {(base) => (
          <ReadView state={from === undefined ? newest : older} skeleton={<RowsSkeleton rows={8} />}>
            {(start) => (
              <PolicyEditor
                key={`${base.version}-${start.version}`}
                newest={base}
                etag={newest.etag}
                start={start}
                waits={base.version !== inForce.version}
                onReload={newest.retry}
              />
            )}
          </ReadView>
        )}
      </ReadView>
    </Section>
  );
}

function Scheduled({ inForce, mayEdit }: { inForce: PolicyInForce; mayEdit: boolean }) {
  const { t } = useTranslation();
  const format = useFormat();
  const notify = useNotify();
  const withdraw = useAction(
    (version: number) => client.DELETE('/api/v1/policies/{version}', { params: { path: { version } } }),
    { touches: [['policy']], onDone: (_answer, version) => notify.done(t('policy.withdrawn', { version })) },
  );
  return (
    <Section title={t('policy.scheduled')}>
      {inForce.scheduled.map(({ version, effective_from, reason }) => (
        <Group key={version} justify="space-between">
          <Text>{t('policy.scheduled_line', { version, date: format.date(effective_from), reason })}</Text>
          {mayEdit && (
            <ConfirmButton
              label={t('policy.withdraw')}
              title={t('policy.withdraw_title', { version })}
              consequence={t('policy.withdraw_what')}
              confirmLabel={t('policy.withdraw')}
              onConfirm={() => withdraw.runToEnd(version)}
            />
          )}
        </Group>
      ))}
    </Section>
  );
}

function Lead({ version, isCurrent }: { version: PolicyVersion; isCurrent: boolean }) {
  const { t } = useTranslation();
  const format = useFormat();
  const params = { version: version.version, since: format.date(version.effective_from) };
  return (
    <Group gap={4} display="block">
      <Text>{isCurrent ? t('policy.lead', params) : t('policy.lead_not_current', params)}</Text>
      <Text size="sm">
        {version.author_name
          ? t('policy.by', { name: version.author_name, reason: version.reason })
          : t('policy.shipped')}
      </Text>
    </Group>
  );
}
