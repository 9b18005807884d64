import { Group, Text } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useRead } from '@/api/query';
import * as reads from '@/api/reads';
import type { MatchingWeights } from '@/api/types';
import { abilitiesOf } from '@/auth/abilities';
import { useSession } from '@/auth/session';
import { useFormat } from '@/i18n/use-format';
import { ButtonLink, TextLink } from '@/ui/link';
import { Page, Section } from '@/ui/page';
import { ReadView, RowsSkeleton } from '@/ui/states';
import { WeightsDocument } from './document';
import { WeightsEditor } from './editor';
import { WeightsHistory } from './history';

const route = getRouteApi('/signed-in/matching/weights');

/** How matches are scored: for everybody to read, for specialists to change. */
export function WeightsPage() {
  const { t } = useTranslation();
  const { version, from } = route.useSearch();
  const { weights: mayEdit } = abilitiesOf(useSession());
  const current = useRead(reads.weights());
  const other = version ?? from;
  const older = useRead(reads.weightsVersion(other ?? 0), { enabled: other !== undefined });
  const shown = version === undefined ? current : older;
  const back = from !== undefined && mayEdit;
  return (
    <ReadView state={shown} skeleton={<RowsSkeleton rows={8} />}>
      {(weights) => (
        <Page
          title={t('weights.title')}
          lead={<Lead weights={weights} isCurrent={weights.version === current.data?.version} />}
          actions={
            version !== undefined && <ButtonLink to="/matching/weights" search={{}} variant="default">{t('weights.to_current')}</ButtonLink>
          }
        >
          {mayEdit && version === undefined ? (
            <Section title={t('weights.edit')} plain>
              <Text c="dimmed" mb="md">
                {back ? t('weights.from_version', { version: from }) : t('weights.edit_hint')}
              </Text>
              <ReadView state={back ? older : current} skeleton={<RowsSkeleton rows={8} />}>
                {(start) => (
                  <WeightsEditor
                    key={`${weights.version}-${start.version}`}
                    weights={weights}
                    etag={current.etag}
                    start={start.parameters}
                    onReload={current.retry}
                  />
                )}
              </ReadView>
            </Section>
          ) : (
            <Section
              title={t('weights.document')}
              plain
              aside={
                mayEdit &&
                weights.version !== current.data?.version && (
                  <TextLink to="/matching/weights" search={{ from: weights.version }}>
                    {t('weights.go_back_named', { version: weights.version })}
                  </TextLink>
                )
              }
            >
              <WeightsDocument parameters={weights.parameters} />
            </Section>
          )}
          <Section title={t('weights.history')} plain>
            <WeightsHistory current={current.data?.version ?? weights.version} mayEdit={mayEdit} />
          </Section>
        </Page>
      )}
    </ReadView>
  );
}

function Lead({ weights, isCurrent }: { weights: MatchingWeights; isCurrent: boolean }) {
  const { t } = useTranslation();
  const format = useFormat();
  const params = { version: weights.version, since: format.date(weights.in_force_from) };
  return (
    <Group gap={4} display="block">
      <Text>{isCurrent ? t('weights.lead', params) : t('weights.lead_older', params)}</Text>
      <Text size="sm">
        {weights.author_name
          ? t('weights.by', { name: weights.author_name, reason: weights.reason })
          : t('weights.shipped')}
      </Text>
      <Text size="sm">{t('weights.never')}</Text>
    </Group>
  );
}
