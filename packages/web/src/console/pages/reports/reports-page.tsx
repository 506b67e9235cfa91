import { Skeleton } from '@mantine/core';
import { useMemo } from 'react';
import { useApi } from '../../../api/use-api.ts';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { Page } from '../../../ui/page.tsx';
import { ProblemAlert } from '../../../ui/problem-alert.tsx';
import { useUrlSearch } from '../../../ui/use-url-search.ts';
import { ExportsCard } from './exports-card.tsx';
import { askable, type Definition, firstQuestion, fromAddress, type Subject, toAddress } from './question.ts';
import { QuestionCard } from './question-card.tsx';
import { ResultCard } from './result-card.tsx';
import { SaveButton } from './save-button.tsx';
import { SavedMenu } from './saved-menu.tsx';

const Report = ({ subjects }: { readonly subjects: readonly Subject[] }) => {
  const [search, setSearch] = useUrlSearch();
  const first = subjects[0];
  const definition = useMemo(
    () => fromAddress(search.q, subjects) ?? (first ? firstQuestion(first) : null),
    [search.q, subjects, first],
  );
  const subject = subjects.find(({ key }) => key === definition?.subject);
  if (!definition || !subject) return null;
  const change = (next: Definition) => setSearch({ q: toAddress(next), page: undefined }, { replace: true });
  const asked = askable(definition, subject);
  return (
    <Page
      title="Reports"
      subtitle={subject.description}
      actions={
        <>
          <SavedMenu openedId={search.report ?? null} />
          <SaveButton definition={asked} openedId={search.report ?? null} />
        </>
      }
    >
      <QuestionCard {...{ subjects, subject, definition }} onChange={change} />
      <ResultCard definition={asked} onSort={(sort) => change({ ...definition, sort })} />
      <ExportsCard />
    </Page>
  );
};

const ReportsPage = () => {
  const { data, error, refetch } = useApi('listReportSubjects', {});
  const permitted = useMemo(() => data?.items.filter((subject) => subject.permitted), [data]);
  if (permitted && permitted.length > 0) return <Report subjects={permitted} />;
  return (
    <Page title="Reports">
      {error && <ProblemAlert error={error} onRetry={refetch} />}
      {permitted && (
        <EmptyState title="There is nothing you may report on">
          Reports are about entitlements, customers and what was used. Ask an Account Administrator for a role
          that may see them.
        </EmptyState>
      )}
      {!permitted && !error && <Skeleton height={420} />}
    </Page>
  );
};

export default ReportsPage;
