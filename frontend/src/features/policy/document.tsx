import { SimpleGrid, Stack, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Disclosure, PolicyInForce, PolicyVersion } from '@/api/types';
import { capitalised } from '@/ui/capitalised';
import { DataTable, type Column } from '@/ui/data-table';
import { Card, Section } from '@/ui/page';
import { GROUPS, knows, PARTIES, STAGES, valueOf, type Stage } from './parameters';
import { usePolicyText } from './use-policy-text';
import classes from './policy.module.css';

interface PolicyDocumentProps {
  version: PolicyVersion;
  /** What of it holds for the reader's own unit and job family. */
  seat?: PolicyInForce['seat'] | undefined;
}

/** Every parameter with its value and what it means, to read. */
export function PolicyDocument({ version, seat }: PolicyDocumentProps) {
  const { t } = useTranslation();
  const text = usePolicyText();
  return (
    <Stack gap="xl">
      <SimpleGrid cols={{ base: 1, md: 2 }}>
        {GROUPS.map((group) => (
          <Card key={group.key}>
            <Title order={3}>{t(`policy.group.${group.key}.title`)}</Title>
            <Text size="sm" c="dimmed" mb="sm">
              {t(`policy.group.${group.key}.hint`)}
            </Text>
            <dl className={classes.list}>
              {group.parameters.map(({ name }) => {
                const own = seat?.departures.find((one) => one.parameter === name);
                return (
                  <div key={name}>
                    <dt>
                      {text.name(name)}
                      <Text size="xs" c="dimmed">
                        {text.hint(name)}
                      </Text>
                    </dt>
                    <dd className="numbers">
                      {text.value(name, valueOf(version.parameters, name))}
                      {own !== undefined && seat !== undefined && (
                        <Text size="sm">
                          {t('policy.for_you', {
                            value: text.value(name, valueOf(seat.parameters, name)),
                            scope: text.scope(own),
                          })}
                        </Text>
                      )}
                    </dd>
                  </div>
                );
              })}
            </dl>
          </Card>
        ))}
      </SimpleGrid>
      <Section title={t('policy.disclosure')} plain>
        <Text c="dimmed" mb="sm">
          {t('policy.disclosure_hint')}
        </Text>
        <DisclosureMatrix table={version.parameters.disclosure} />
      </Section>
      <Section title={t('policy.overrides')} plain>
        <Text c="dimmed" mb="sm">
          {t(version.overrides.length === 0 ? 'policy.overrides_none' : 'policy.overrides_hint')}
        </Text>
        <Overrides overrides={version.overrides} />
      </Section>
    </Stack>
  );
}

/** Who may know at which stage, as a table that is read in both directions. */
export function DisclosureMatrix({ table }: { table: readonly Disclosure[] }) {
  const { t } = useTranslation();
  const columns: Column<Stage>[] = [
    { key: 'stage', header: t('policy.stage_title'), cell: (stage) => capitalised(t(`policy.stage.${stage}`)) },
    ...PARTIES.map((party) => ({
      key: party,
      header: t(`policy.party.${party}`),
      cell: (stage: Stage) => {
        const told = knows(table, stage, party);
        return (
          <>
            <span aria-hidden="true">{told ? '●' : '–'}</span>
            <span className="visually-hidden">{t(told ? 'policy.knows' : 'policy.knows_not')}</span>
          </>
        );
      },
    })),
  ];
  return <DataTable caption={t('policy.disclosure')} columns={columns} rows={STAGES} rowKey={(stage) => stage} />;
}

function Overrides({ overrides }: { overrides: PolicyVersion['overrides'] }) {
  const { t } = useTranslation();
  const text = usePolicyText();
  return (
    <ul className={classes.changes}>
      {overrides.map((one) => (
        <li key={one.org_unit?.id ?? one.job_family?.id}>
          {text.scope(one)}
          <ul className={classes.changes}>
            {Object.entries(one.parameters).flatMap(([section, fields]) =>
              Object.entries(fields as Record<string, number | boolean>).map(([field, value]) => {
                const name = `${section}.${field}`;
                return (
                  <li key={name}>
                    {t('policy.touch_line', { name: text.name(name), what: text.value(name, value) })}
                  </li>
                );
              }),
            )}
          </ul>
        </li>
      ))}
    </ul>
  );
}
