import { Button, Stack, Text } from '@mantine/core';
import { IconPrinter } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useRead } from '@/api/query';
import * as reads from '@/api/reads';
import type { WorksCouncilPack } from '@/api/types';
import { useFormat } from '@/i18n/use-format';
import { TextLink } from '@/ui/link';
import { MoveNature } from '@/ui/move-nature';
import { Page, Section, Trail } from '@/ui/page';
import { PageRead } from '@/ui/page-read';
import { RowsSkeleton } from '@/ui/states';
import classes from './moves.module.css';

const route = getRouteApi('/signed-in/moves/$moveId/works-council');

/** What the works council is told of a move, to be read and printed. */
export function CouncilPackPage() {
  const { moveId } = route.useParams();
  const pack = useRead(reads.worksCouncilPack(moveId));
  return (
    <PageRead state={pack} skeleton={<RowsSkeleton rows={3} height={120} />}>
      {(data) => <Pack pack={data} />}
    </PageRead>
  );
}

type Row = [name: string, value: string | null];

function Pack({ pack }: { pack: WorksCouncilPack }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { move, opening } = pack;
  const title = t('moves.pack.title', { name: move.employee.display_name });
  const seat = (of: WorksCouncilPack['from_seat'], unit: string): string => {
    const grade = of.grade == null ? '' : t('moves.pack.grade', { grade: of.grade });
    return [of.title, unit, of.location?.name ?? '', grade].filter((part) => part !== '').join(' · ');
  };
  const change: Row[] = [
    [t('moves.from_seat'), seat(pack.from_seat, move.from_unit.name)],
    [t('moves.pack.from_manager'), move.from_manager?.display_name ?? null],
    [t('moves.to_seat'), seat(pack.to_seat, move.to_unit.name)],
    [t('moves.pack.to_manager'), move.to_manager?.display_name ?? null],
    [t('moves.accepted_on'), format.date(pack.accepted_on)],
    [t('moves.pack.effective'), format.date(move.effective_on)],
    [t('moves.ends_on'), pack.ends_on == null ? null : format.date(pack.ends_on)],
    [
      t('moves.pack.hours'),
      opening.hours_per_week == null
        ? null
        : t('moves.pack.hours_value', { count: opening.hours_per_week }),
    ],
    [t('moves.pack.trial'), t('moves.pack.trial_value', { count: pack.trial_days })],
  ];
  const choice: Row[] = [
    [t('moves.pack.opening'), move.opportunity.title],
    [t('moves.pack.opened'), opening.opened_at == null ? null : format.date(opening.opened_at)],
    [t('moves.pack.applicants'), format.number(opening.applicants)],
  ];
  const backfill = pack.old_seat.backfill;
  return (
    <Page
      title={title}
      lead={
        pack.council.stand === 'not_asked'
          ? t('moves.pack.not_asked')
          : t('moves.pack.lead', { count: pack.days })
      }
      marks={<MoveNature move={move} />}
      trail={
        <Trail>
          <TextLink to="/moves" search={{}}>
            {t('moves.title')}
          </TextLink>
          <TextLink to="/moves/$moveId" params={{ moveId: move.id }}>
            {t('moves.of', { name: move.employee.display_name, title: move.opportunity.title })}
          </TextLink>
          <span aria-current="page">{t('moves.pack.link')}</span>
        </Trail>
      }
      actions={
        <Button variant="default" leftSection={<IconPrinter size={18} />} onClick={() => window.print()}>
          {t('moves.pack.print')}
        </Button>
      }
      narrow
    >
      <Stack gap="lg">
        <Section title={t('moves.pack.change')}>
          <Rows rows={change} />
        </Section>
        <Section title={t('moves.pack.choice')}>
          <Rows rows={choice} />
          {opening.selection_criteria.length > 0 && (
            <>
              <Text size="sm" mt="sm">
                {t('moves.pack.criteria')}
              </Text>
              <ul>
                {opening.selection_criteria.map((criterion) => (
                  <li key={criterion}>{criterion}</li>
                ))}
              </ul>
            </>
          )}
        </Section>
        <Section title={t('moves.pack.old_seat')}>
          <Text>
            {backfill == null
              ? t('moves.pack.no_backfill')
              : t('moves.pack.backfill', { state: t(`terms.opportunity_status.${backfill}`) })}
          </Text>
        </Section>
        <Text size="sm" c="dimmed">
          {t('moves.pack.left_out')}
        </Text>
      </Stack>
    </Page>
  );
}

function Rows({ rows }: { rows: readonly Row[] }) {
  return (
    <dl className={classes.facts}>
      {rows.map(([name, value]) =>
        value === null ? null : (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ),
      )}
    </dl>
  );
}
