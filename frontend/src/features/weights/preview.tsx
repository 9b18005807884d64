import { Stack, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { WeightsPreview } from '@/api/types';
import { useFormat } from '@/i18n/use-format';
import { DataTable, type Column } from '@/ui/data-table';
import { TextLink } from '@/ui/link';
import { Changes } from './changes';
import classes from './weights.module.css';

type Effect = NonNullable<WeightsPreview['overall']>;

interface Row {
  key: string;
  name: string;
  below: boolean;
  effect: Effect;
}

/** Who would gain and who would lose, overall and by unit. */
export function PreviewResult({ preview }: { preview: WeightsPreview }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { sample } = preview;
  const numbers = {
    people: format.number(sample.people),
    population: format.number(sample.population),
    openings: format.number(sample.openings),
  };
  return (
    <Stack gap="lg">
      <div>
        <Title order={3}>{t('weights.changes')}</Title>
        <Changes changes={preview.changes} />
      </div>
      <div>
        <Title order={3}>{t('weights.who')}</Title>
        <Text size="sm" c="dimmed" mb="sm">
          {sample.people === sample.population
            ? t('weights.sample_all', numbers)
            : t('weights.sample_some', numbers)}
        </Text>
        {preview.overall ? (
          <Groups preview={preview} overall={preview.overall} />
        ) : (
          <Text>{t('weights.sample_none', { least: sample.least_people })}</Text>
        )}
      </div>
      <div>
        <Title order={3} mb="xs">
          {t('weights.openings')}
        </Title>
        <Openings preview={preview} />
      </div>
    </Stack>
  );
}

function Groups({ preview, overall }: { preview: WeightsPreview; overall: Effect }) {
  const { t } = useTranslation();
  const format = useFormat();
  const rows: Row[] = [
    { key: 'all', name: t('weights.everybody'), below: false, effect: overall },
    ...preview.units.map(({ org_unit, level, effect }) => ({
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
      header: t('weights.unit'),
      cell: (row) => <span className={row.below ? classes.below : undefined}>{row.name}</span>,
    },
    number('people', t('weights.people')),
    {
      key: 'fit',
      header: t('weights.best_fit'),
      numeric: true,
      cell: (row) => t('weights.points_change', { points: format.signed(row.effect.best_fit_change, 1) }),
    },
    number('gaining', t('weights.gaining')),
    number('losing', t('weights.losing')),
    number('unchanged', t('weights.staying')),
    {
      key: 'openings',
      header: t('weights.openings_in_out', { count: preview.sample.list_length }),
      cell: ({ effect }) =>
        t('weights.in_out', {
          entering: format.number(effect.openings_entering),
          leaving: format.number(effect.openings_leaving),
        }),
    },
  ];
  return (
    <>
      <DataTable caption={t('weights.who')} columns={columns} rows={rows} rowKey={(row) => row.key} />
      {preview.units_withheld > 0 && (
        <Text size="sm" c="dimmed" mt="xs">
          {t('weights.withheld', { count: preview.units_withheld, least: preview.sample.least_people })}
        </Text>
      )}
    </>
  );
}

function Openings({ preview }: { preview: WeightsPreview }) {
  const { t } = useTranslation();
  const format = useFormat();
  const count = preview.sample.list_length;
  if (preview.openings.length === 0) return <Text c="dimmed">{t('weights.openings_none', { count })}</Text>;
  return (
    <DataTable
      caption={t('weights.openings')}
      columns={[
        {
          key: 'title',
          header: t('weights.opening'),
          cell: (row) => (
            <TextLink to="/hiring/$opportunityId" params={{ opportunityId: row.id }}>
              {row.title}
            </TextLink>
          ),
        },
        {
          key: 'changed',
          header: t('weights.replaced', { count }),
          numeric: true,
          cell: (row) => format.number(row.changed),
        },
      ]}
      rows={preview.openings}
      rowKey={(row) => row.id}
    />
  );
}
