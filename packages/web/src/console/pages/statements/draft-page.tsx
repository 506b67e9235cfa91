import { Skeleton } from '@mantine/core';
import { useParams } from '@tanstack/react-router';
import { useApi } from '../../../api/use-api.ts';
import { Page } from '../../../ui/page.tsx';
import { ProblemAlert } from '../../../ui/problem-alert.tsx';
import { StatementView } from './statement-view.tsx';

/** The billing period that is open, as it stands now. */
const DraftPage = () => {
  const { customerId = '' } = useParams({ strict: false });
  const { data, error, refetch } = useApi('getStatementDraft', { params: { customerId } });
  if (data) return <StatementView statement={data} />;
  return (
    <Page title="Draft statement">
      {error ? <ProblemAlert error={error} onRetry={refetch} /> : <Skeleton height={420} />}
    </Page>
  );
};

export default DraftPage;
