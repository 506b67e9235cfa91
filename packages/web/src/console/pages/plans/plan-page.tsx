import { Button, Skeleton, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useNavigate, useParams } from '@tanstack/react-router';
import { call } from '../../../api/call.ts';
import { useMay } from '../../../api/session.ts';
import { useApi } from '../../../api/use-api.ts';
import { useChanging } from '../../../api/use-changing.ts';
import type { Reply } from '../../../api/wire.ts';
import { Card } from '../../../ui/card.tsx';
import { FactsTable } from '../../../ui/facts-table.tsx';
import { DeleteDialog } from '../../../ui/form/delete-dialog.tsx';
import { nothing, words } from '../../../ui/format.ts';
import { notifyDone } from '../../../ui/notify.ts';
import { Page } from '../../../ui/page.tsx';
import { ProblemAlert } from '../../../ui/problem-alert.tsx';
import { OfferingsCard } from '../../catalogue/offerings-card.tsx';
import { planTypeText, startText, termText } from '../../catalogue/plan-text.ts';
import { PlanDialog } from './plan-dialog.tsx';

type Plan = Reply<'getPlan'>;

const DeletePlan = ({ plan, onClose }: { readonly plan: Plan; readonly onClose: () => void }) => {
  const navigate = useNavigate();
  const changing = useChanging();
  const remove = () =>
    changing(async () => {
      await call('deletePlan', { params: { planId: plan.id } });
      await navigate({ to: '/plans' });
      notifyDone(`The plan ${plan.name} is deleted.`);
    });
  return (
    <DeleteDialog title="Delete the plan?" name={plan.name} onDelete={remove} onClose={onClose}>
      Nothing goes with it. A plan that an offering has cannot be deleted; what was sold under it keeps its
      terms in any case.
    </DeleteDialog>
  );
};

const PlanPage = () => {
  const { planId = '' } = useParams({ strict: false }) as { planId?: string };
  const { data, error, refetch } = useApi('getPlan', { params: { planId } });
  const mayChange = useMay('products:admin');
  const [isEditing, editing] = useDisclosure();
  const [isDeleting, deleting] = useDisclosure();
  return (
    <Page
      title={data?.name ?? 'Plan'}
      actions={
        data &&
        mayChange && (
          <>
            <Button variant="default" onClick={deleting.open}>
              Delete
            </Button>
            <Button onClick={editing.open}>Edit</Button>
          </>
        )
      }
    >
      {error && <ProblemAlert error={error} onRetry={refetch} />}
      {!data && !error && <Skeleton height={360} />}
      {data && (
        <>
          <Card title="Plan">
            <FactsTable
              facts={[
                ['Licence', words(data.licenseType)],
                ['Term', termText(data)],
                ['Begins', startText(data)],
                ['Kind', planTypeText(data)],
                ['Description', data.description ?? nothing],
                ['Id', <code key="id">{data.id}</code>],
              ]}
            />
            <Text size="sm" c="dimmed" mt="xs">
              An edit holds for what is sold from then on; what was sold keeps its terms.
            </Text>
          </Card>
          <OfferingsCard query={{ planId }} />
        </>
      )}
      {data && isEditing && <PlanDialog plan={data} onClose={editing.close} />}
      {data && isDeleting && <DeletePlan plan={data} onClose={deleting.close} />}
    </Page>
  );
};

export default PlanPage;
