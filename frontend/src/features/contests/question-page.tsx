import { Button, Select, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { getRouteApi } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { client } from '@/api/client';
import { useChange, useRead } from '@/api/query';
import * as reads from '@/api/reads';
import type { Contest, ContestOutcome } from '@/api/types';
import { useSession } from '@/auth/session';
import { useCodeText } from '@/i18n/use-code-text';
import { useFormat } from '@/i18n/use-format';
import { Form } from '@/ui/form';
import { TextLink } from '@/ui/link';
import { FitPanel } from '@/ui/match/fit-panel';
import { HowComputed } from '@/ui/match/replay';
import { useNotify } from '@/ui/notify';
import { Page, Section, Trail } from '@/ui/page';
import { PageRead } from '@/ui/page-read';
import { Prose } from '@/ui/prose';
import { ReadView, RowsSkeleton } from '@/ui/states';
import { useAction } from '@/ui/use-action';
import { HandOver } from './hand-over';
import { QuestionState } from './question-state';

const route = getRouteApi('/signed-in/questions/$contestId');

/** One question, for who asked it and for the specialist who answers. */
export function QuestionPage() {
  const { contestId } = route.useParams();
  const contest = useRead(reads.contest(contestId));
  return (
    <PageRead state={contest} skeleton={<RowsSkeleton rows={4} height={120} />}>
      {(data) => <Detail contest={data} etag={contest.etag} onReload={contest.retry} />}
    </PageRead>
  );
}

interface DetailProps {
  contest: Contest;
  etag: string | undefined;
  onReload: () => void;
}

function Detail({ contest, etag, onReload }: DetailProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const codeText = useCodeText();
  const session = useSession();
  const own = session.employee_id === contest.employee?.id;
  const waiver = contest.subject_kind === 'waiver';
  const title = t(`contests.kind.${contest.subject_kind}`);
  return (
    <Page
      title={title}
      lead={<Subject contest={contest} />}
      marks={<QuestionState contest={contest} />}
      trail={
        <Trail>
          {own ? (
            <TextLink to="/questions">{t('contests.mine_title')}</TextLink>
          ) : (
            <TextLink to="/mobility/questions" search={{}}>
              {t('contests.queue_title')}
            </TextLink>
          )}
          <span aria-current="page">{title}</span>
        </Trail>
      }
      actions={<Commands contest={contest} etag={etag} onReload={onReload} />}
    >
      <Stack gap="lg">
        <Section title={t(waiver ? 'contests.request' : 'contests.statement')}>
          <Prose text={contest.statement ?? ''} />
          {(contest.rules ?? []).length > 0 && (
            <Text size="sm" mt="sm">
              {t('contests.waived_rules', {
                rules: format.list(
                  (contest.rules ?? []).map((rule) => codeText('opportunities.rule', rule) ?? rule),
                ),
              })}
            </Text>
          )}
          <Text size="sm" c="dimmed" mt="sm">
            {t('contests.line', {
              name: contest.employee?.display_name ?? '',
              asked: format.dateTime(contest.created_at),
              due: format.date(contest.due_on),
              assignee: contest.assignee?.display_name ?? t('contests.nobody'),
            })}
          </Text>
        </Section>
        {contest.state === 'answered' && (
          <Section title={t('contests.answer')}>
            <Prose text={contest.reason ?? ''} />
            {contest.waived_until && (
              <Text mt="sm">
                {t('contests.waived_until_line', { date: format.date(contest.waived_until) })}
              </Text>
            )}
            {contest.changed && (
              <Text mt="sm">{t('contests.changed_line', { changed: contest.changed })}</Text>
            )}
            {contest.answered_by && contest.closed_at && (
              <Text size="sm" c="dimmed" mt="sm">
                {t('contests.answered_line', {
                  name: contest.answered_by.display_name,
                  at: format.dateTime(contest.closed_at),
                })}
              </Text>
            )}
          </Section>
        )}
        {contest.allowed.includes('answer') && (
          <Section title={t('contests.answer_title')}>
            <AnswerForm contest={contest} etag={etag} onReload={onReload} />
          </Section>
        )}
        {contest.match_id && (
          <Section title={t('contests.the_match')}>
            <QuestionedMatch
              matchId={contest.match_id}
              name={own ? undefined : contest.employee?.display_name}
            />
          </Section>
        )}
      </Stack>
    </Page>
  );
}

/** The opening or the skill; the title says what about it. */
function Subject({ contest: { skill, opportunity } }: { contest: Contest }) {
  if (skill) {
    return (
      <TextLink to="/skills/$skillId" params={{ skillId: skill.id }}>
        {skill.name}
      </TextLink>
    );
  }
  return (
    opportunity && (
      <TextLink to="/opportunities/$opportunityId" params={{ opportunityId: opportunity.id }}>
        {opportunity.title}
      </TextLink>
    )
  );
}

function QuestionedMatch({ matchId, name }: { matchId: string; name: string | undefined }) {
  const { t } = useTranslation();
  const stored = useRead(reads.storedMatch(matchId));
  return (
    <ReadView state={stored} skeleton={<RowsSkeleton rows={4} height={40} />}>
      {(data) =>
        data.explanation ? (
          <FitPanel match={data.explanation} questionable={false} {...(name === undefined ? {} : { name })} />
        ) : (
          <>
            <Text c="dimmed">{t('contests.only_a_line')}</Text>
            <HowComputed matchId={matchId} />
          </>
        )
      }
    </ReadView>
  );
}

function Commands({ contest, etag, onReload }: DetailProps) {
  const { t } = useTranslation();
  const session = useSession();
  const params = { path: { id: contest.id }, header: { 'If-Match': etag ?? '' } };
  // A waiver is shown with the opening.
  const touches = [['contests'], ['home'], ['opportunities']];
  const waiver = contest.subject_kind === 'waiver';
  const withdraw = useAction(() => client.POST('/api/v1/contests/{id}/withdraw', { params }), {
    touches,
    done: t(waiver ? 'contests.withdrawn_waiver' : 'contests.withdrawn'),
  });
  const take = useAction(
    (assignee: string) =>
      client.POST('/api/v1/contests/{id}/assign', { params, body: { assignee_id: assignee } }),
    { touches, done: t('contests.taken') },
  );
  const me = session.employee_id;
  return (
    <>
      {contest.allowed.includes('withdraw') && (
        <Button variant="default" loading={withdraw.isRunning} onClick={() => withdraw.run(undefined)}>
          {t(waiver ? 'contests.withdraw_waiver' : 'contests.withdraw')}
        </Button>
      )}
      {contest.allowed.includes('assign') && typeof me === 'string' && contest.assignee?.id !== me && (
        <Button loading={take.isRunning} onClick={() => take.run(me)}>
          {t('contests.take')}
        </Button>
      )}
      <HandOver contest={contest} etag={etag} onReload={onReload} />
    </>
  );
}

const OUTCOMES = ['upheld', 'partly_upheld', 'dismissed'] as const;
/** A waiver is granted or it is not. */
const WAIVER_OUTCOMES = ['upheld', 'dismissed'] as const;

function AnswerForm({ contest, etag, onReload }: DetailProps) {
  const { t } = useTranslation();
  const notify = useNotify();
  const waiver = contest.subject_kind === 'waiver';
  const form = useForm({
    initialValues: { outcome: '', reason: '', changed: '', waived_until: '' },
    validate: {
      outcome: (value) => (value === '' ? t('contests.outcome_missing') : null),
      reason: (text) => (text.trim().length < 10 ? t('contests.reason_too_short') : null),
      waived_until: (day, { outcome }) =>
        waiver && outcome === 'upheld' && day === '' ? t('contests.waived_until_missing') : null,
    },
  });
  const granted = waiver && form.values.outcome === 'upheld';
  const answer = useChange(
    (values: typeof form.values) =>
      client.POST('/api/v1/contests/{id}/answer', {
        params: { path: { id: contest.id }, header: { 'If-Match': etag ?? '' } },
        body: {
          outcome: values.outcome as ContestOutcome,
          reason: values.reason,
          ...(values.changed.trim() === '' ? {} : { changed: values.changed }),
          ...(granted ? { waived_until: values.waived_until } : {}),
        },
      }),
    { touches: [['contests']], onDone: () => notify.done(t('contests.answered')) },
  );
  return (
    <Form
      form={form}
      label={t('contests.answer_title')}
      submitLabel={t('contests.send_answer')}
      onSubmit={(values) => answer.mutateAsync(values)}
      onReload={onReload}
    >
      <Select
        label={t('contests.outcome_title')}
        required
        data={
          waiver
            ? WAIVER_OUTCOMES.map((value) => ({ value, label: t(`contests.waiver_outcome.${value}`) }))
            : OUTCOMES.map((value) => ({ value, label: t(`contests.outcome.${value}`) }))
        }
        {...form.getInputProps('outcome')}
      />
      {granted && (
        <TextInput
          type="date"
          label={t('contests.waived_until')}
          required
          {...form.getInputProps('waived_until')}
        />
      )}
      <Textarea
        label={t('contests.reason')}
        description={t('contests.reason_hint')}
        required
        autosize
        minRows={4}
        maxLength={4000}
        {...form.getInputProps('reason')}
      />
      {!waiver && (
        <Textarea
          label={t('contests.changed')}
          autosize
          minRows={2}
          maxLength={2000}
          {...form.getInputProps('changed')}
        />
      )}
    </Form>
  );
}
