import { Skeleton } from '@mantine/core';
import { useParams } from '@tanstack/react-router';
import { useApi } from '../../../api/use-api.ts';
import { Page } from '../../../ui/page.tsx';
import { ProblemAlert } from '../../../ui/problem-alert.tsx';
import { StatementView } from './statement-view.tsx';

const StatementPage = () => {
  const { statementId = '' } = useParams({ strict: false });
  const { data, error, refetch } = useApi('getStatement', { params: { statementId } });
  if (data) return <StatementView statement={data} />;
  return (
    <Page title="Statement">
      {error ? <ProblemAlert error={error} onRetry={refetch} /> : <Skeleton height={420} />}
    </Page>
  );
};

export default StatementPage;
