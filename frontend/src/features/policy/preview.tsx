import { Stack, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { PolicyPreview } from '@/api/types';
import { useFormat } from '@/i18n/use-format';
import { DataTable, type Column } from '@/ui/data-table';
import { Changes } from './history';
import { usePolicyText } from './use-policy-text';
import classes from './policy.module.css';

type ByKind = PolicyPreview['eligibility'][number];
type Effect = NonNullable<ByKind['overall']>;

interface Row {
  key: string;
  name: string;
  below: boolean;
  effect: Effect;
}

/** What a change would do: what differs, what of today it touches, and who may apply under it. */
export function PreviewResult({ preview }: { preview: PolicyPreview }) {
  const { t } = useTranslation();
  const format = useFormat();
  const text = usePolicyText();
  return (
    <Stack gap="lg">
      <div>
        <Title order={3}>{t('policy.changes')}</Title>
        <Changes changes={preview.changes} />
      </div>
      {preview.touches.length > 0 && (
        <div>
          <Title order={3}>{t('policy.touches')}</Title>
          <ul className={classes.changes}>
            {preview.touches.map((touch) => (
              <li key={touch.parameter}>
                {t('policy.touch_line', {
                  name: text.name(touch.parameter),
                  what: t(`policy.touched.${touch.touched}`, {
                    number: touch.few
                      ? t('policy.few', { least: preview.least_people })
                      : format.number(touch.count ?? 0),
                  }),
                })}
              </li>
            ))}
          </ul>
        </div>
      )}
      {preview.eligibility.map((one) => (
        <Eligible key={one.kinds.join()} of={one} preview={preview} />
      ))}
    </Stack>
  );
}

function Eligible({ of, preview }: { of: ByKind; preview: PolicyPreview }) {
  const { t } = useTranslation();
  const format = useFormat();
  const kinds = format.list(of.kinds.map((kind) => t(`terms.opportunity_kind.${kind}`)));
  const title = t('policy.eligible_title', { kinds });
  return (
    <div>
      <Title order={3}>{title}</Title>
      <Text size="sm" c="dimmed" mb="sm">
        {t('policy.eligible_day', { day: format.date(preview.day) })}
      </Text>
      {of.overall ? (
        <Groups of={of} overall={of.overall} title={title} />
      ) : (
        <Text>{t('policy.eligible_none', { least: preview.least_people })}</Text>
      )}
      {of.units_withheld > 0 && (
        <Text size="sm" c="dimmed" mt="xs">
          {t('policy.withheld', { count: of.units_withheld, least: preview.least_people })}
        </Text>
      )}
    </div>
  );
}

function Groups({ of, overall, title }: { of: ByKind; overall: Effect; title: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const rows: Row[] = [
    { key: 'all', name: t('policy.everybody'), below: false, effect: overall },
    ...of.units.map(({ org_unit, level, effect }) => ({
      key: org_unit.id,
      name: org_unit.name,
      below: level > 1,
      effect,
    })),
  ];
  const number = (key: keyof Effect, header: string): Column<Row> => ({
    key,
    header,
    numeric: true,
    cell: (row) => format.number(row.effect[key]),
  });
  const columns: Column<Row>[] = [
    {
      key: 'unit',
      header: t('policy.unit'),
      cell: (row) => <span className={row.below ? classes.below : undefined}>{row.name}</span>,
    },
    number('people', t('policy.people')),
    number('eligible_before', t('policy.before')),
    number('eligible_after', t('policy.after')),
    number('gaining', t('policy.gaining')),
    number('losing', t('policy.losing')),
  ];
  return <DataTable caption={title} columns={columns} rows={rows} rowKey={(row) => row.key} />;
}
