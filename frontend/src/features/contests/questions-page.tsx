import { useTranslation } from 'react-i18next';
import { usePages } from '@/api/query';
import * as reads from '@/api/reads';
import { TextLink } from '@/ui/link';
import { Page, Trail } from '@/ui/page';
import { EmptyState, LoadMore, ReadView } from '@/ui/states';
import { QuestionList } from './question-list';

/** One's own questions, newest first. */
export function QuestionsPage() {
  const { t } = useTranslation();
  const questions = usePages(reads.contests({}));
  return (
    <Page
      title={t('contests.mine_title')}
      lead={t('contests.mine_lead')}
      trail={
        <Trail>
          <TextLink to="/profile" search={{}}>
            {t('profile.title')}
          </TextLink>
          <span aria-current="page">{t('contests.mine_title')}</span>
        </Trail>
      }
    >
      <ReadView state={questions}>
        {(items) =>
          items.length === 0 ? (
            <EmptyState title={t('contests.mine_none_title')}>{t('contests.mine_none_body')}</EmptyState>
          ) : (
            <>
              <QuestionList caption={t('contests.mine_title')} questions={items} />
              <LoadMore state={questions} />
            </>
          )
        }
      </ReadView>
    </Page>
  );
}
