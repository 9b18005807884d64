import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { client, ifMatch } from '@/api/client';
import { useChange, useRead } from '@/api/query';
import * as reads from '@/api/reads';
import type { OpportunityDetail, OpportunityInput } from '@/api/types';
import { TextLink } from '@/ui/link';
import { useNotify } from '@/ui/notify';
import { Page, Section, Trail } from '@/ui/page';
import { PageRead } from '@/ui/page-read';
import { RowsSkeleton } from '@/ui/states';
import { OpportunityStatusMark } from '@/ui/status-marks';
import { isPublished } from './board';
import { CheckList } from './checks';
import { OpeningEditor } from './opening-editor';
import { valuesOf } from './opening-form';
import { OpeningCommands } from './opening-commands';

const route = getRouteApi('/signed-in/hiring/$opportunityId/edit');

export function EditOpeningPage() {
  const { opportunityId } = route.useParams();
  const opening = useRead(reads.opportunity(opportunityId));
  return (
    <PageRead state={opening} skeleton={<RowsSkeleton rows={8} />}>
      {(data) => (
        <Editor key={opening.etag} opening={data} etag={opening.etag} onReload={opening.retry} />
      )}
    </PageRead>
  );
}

interface EditorProps {
  opening: OpportunityDetail;
  etag: string | undefined;
  onReload: () => void;
}

function Editor({ opening, etag, onReload }: EditorProps) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const notify = useNotify();
  const save = useChange(
    (body: OpportunityInput) =>
      client.PATCH('/api/v1/opportunities/{id}', {
        params: { path: { id: opening.id }, header: ifMatch(etag) },
        body,
      }),
    { touches: [['opportunities']], onDone: () => notify.done(t('hiring.saved')) },
  );
  const published = isPublished(opening.status);
  const title = t('hiring.edit_title', { title: opening.title });
  return (
    <Page
      title={title}
      marks={<OpportunityStatusMark status={opening.status} />}
      trail={
        <Trail>
          <TextLink to="/hiring" search={{}}>
            {t('hiring.title')}
          </TextLink>
          <TextLink to="/hiring/$opportunityId" params={{ opportunityId: opening.id }} search={{}}>
            {opening.title}
          </TextLink>
          <span aria-current="page">{t('common.edit')}</span>
        </Trail>
      }
      actions={<OpeningCommands opening={opening} etag={etag} />}
    >
      <OpeningEditor
        initial={valuesOf(opening)}
        criteriaFrozen={opening.criteria_frozen}
        label={title}
        unit={{ id: opening.org_unit.id, label: opening.org_unit.name }}
        role={
          opening.job_profile
            ? { id: opening.job_profile.id, label: opening.job_profile.title }
            : undefined
        }
        onSave={(input) => save.mutateAsync(input)}
        onReload={onReload}
        onCancel={() =>
          void navigate({
            to: '/hiring/$opportunityId',
            params: { opportunityId: opening.id },
            search: {},
          })
        }
        aside={
          <Section title={published ? t('hiring.checks_published') : t('hiring.checks')}>
            <CheckList opportunityId={opening.id} published={published} />
          </Section>
        }
      />
    </Page>
  );
}
