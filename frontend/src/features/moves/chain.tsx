import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useRead } from '@/api/query';
import * as reads from '@/api/reads';
import { TextLink } from '@/ui/link';
import { Section } from '@/ui/page';
import { ReadView, RowsSkeleton } from '@/ui/states';
import { OpportunityStatusMark } from '@/ui/status-marks';
import { MoveStatusMark } from '@/ui/move-status';
import timeline from '@/ui/timeline.module.css';

/** Which seats this one move opens and fills, from link to link; for specialists. */
export function Chain({ moveId }: { moveId: string }) {
  const { t } = useTranslation();
  const chain = useRead(reads.moveChain(moveId));
  return (
    <Section title={t('moves.chain')}>
      <ReadView state={chain} skeleton={<RowsSkeleton rows={2} height={40} />}>
        {(data) => (
          <ol className={timeline.list}>
            {data.links.map((link) => (
              <li key={link.id} aria-current={link.id === moveId ? 'true' : undefined}>
                <Text fw={link.id === moveId ? 550 : undefined}>
                  <TextLink to="/moves/$moveId" params={{ moveId: link.id }}>
                    {t('moves.of', { name: link.employee.display_name, title: link.opportunity.title })}
                  </TextLink>{' '}
                  <MoveStatusMark status={link.status} />
                </Text>
                <Text size="sm" c="dimmed">
                  {t('moves.units', { from: link.from_unit.name, to: link.to_unit.name })}
                </Text>
              </li>
            ))}
            {data.open_end != null && (
              <li>
                <Text>
                  <TextLink to="/hiring/$opportunityId" params={{ opportunityId: data.open_end.id }}>
                    {t('moves.chain_open', { title: data.open_end.title })}
                  </TextLink>{' '}
                  <OpportunityStatusMark status={data.open_end.status} />
                </Text>
              </li>
            )}
          </ol>
        )}
      </ReadView>
    </Section>
  );
}
