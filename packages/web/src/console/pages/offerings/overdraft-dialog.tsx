import { Checkbox, Skeleton, Text } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';
import { call } from '../../../api/call.ts';
import { Problem } from '../../../api/problem.ts';
import { useMay } from '../../../api/session.ts';
import { useApi } from '../../../api/use-api.ts';
import { useChanging } from '../../../api/use-changing.ts';
import { EditDialog } from '../../../ui/form/edit-dialog.tsx';
import { OverdraftFields, overdraftBody, overdraftValues } from '../../../ui/form/overdraft-fields.tsx';
import { count } from '../../../ui/format.ts';
import { notifyDone } from '../../../ui/notify.ts';
import { ProblemAlert } from '../../../ui/problem-alert.tsx';
import type { Offering } from '../../catalogue/offering-values.ts';
import { OverdraftWords } from '../../catalogue/overdraft-words.tsx';
import { OverdraftEffects } from './overdraft-effects.tsx';

const typingPauseMs = 200;
/** Effects that are shown one by one; applying concerns all of them. */
const shownMax = 100;
/** Other counts that customers have, for which the limit is said in words too. */
const wordsMax = 3;

interface OverdraftDialogProps {
  readonly offering: Offering;
  /** Begins with the box ticked that applies it to what was sold. */
  readonly isApplying: boolean;
  readonly onClose: () => void;
}

/** How the limit and what is ticked stand, and what they would do. */
const usePlan = ({ offering, isApplying }: OverdraftDialogProps) => {
  const mayEdit = useMay('products:admin');
  const form = useForm({
    initialValues: { overdraftSeatLimit: overdraftValues(offering.overdraftSeatLimit) },
  });
  const [isApplied, setApplied] = useState(isApplying);
  const [isForced, setForced] = useState(false);
  const [included, setIncluded] = useState<ReadonlySet<string>>(new Set());
  const limit = overdraftBody(form.values.overdraftSeatLimit);
  const isWhole = limit.value !== null || limit.type === 'none' || limit.type === 'unlimited';
  const body = {
    ...(mayEdit ? { overdraftSeatLimit: limit } : {}),
    includeEdited: [...included],
  };
  const [asked] = useDebouncedValue(body, typingPauseMs);
  const given = { params: { offeringId: offering.id }, query: { pageSize: shownMax }, body: asked };
  const preview = useApi('previewOfferingOverdraft', given, { enabled: isWhole });
  /** The preview is of what stands in the form now. */
  const isShown = !preview.isPlaceholderData && JSON.stringify(asked) === JSON.stringify(body);
  const include = (id: string, isIncluded: boolean) => {
    const next = new Set(included);
    if (isIncluded) next.add(id);
    else next.delete(id);
    setIncluded(next);
  };
  return {
    ...{ mayEdit, form, limit, body, preview, isShown, included, include },
    ...{ isApplied, setApplied, isForced, setForced },
  };
};

type Plan = ReturnType<typeof usePlan>;

const notReady = () =>
  new Problem(
    0,
    'conflict',
    'The preview is not ready',
    'It is being made anew for what stands in the form now.',
  );

const save = async (offeringId: string, plan: Plan): Promise<void> => {
  const { limit, body, preview, isShown, isApplied, isForced } = plan;
  if (!isApplied) {
    await call('patchOffering', { params: { offeringId }, body: { overdraftSeatLimit: limit } });
    notifyDone('The overdraft is changed for what is sold from now on.');
    return;
  }
  if (!preview.data || !isShown) throw notReady();
  const { totals } = await call('applyOfferingOverdraft', {
    params: { offeringId },
    body: { ...body, forceSeatCount: isForced, revision: preview.data.revision },
  });
  notifyDone(`The overdraft is changed, and ${count(totals.altered, 'entitlement')} with it.`);
};

/** The overdraft editor: says what a limit will do, shows whom it concerns, and applies it. */
export const OverdraftDialog = (props: OverdraftDialogProps) => {
  const { offering, onClose } = props;
  const plan = usePlan(props);
  const changing = useChanging();
  const mayApply = useMay('offerings:apply');
  const { mayEdit, form, preview, isApplied } = plan;
  const { overdraftSeatLimit } = form.values;
  const effects = preview.data?.items ?? [];
  const counts = new Set([offering.seatCount, ...effects.map(({ after }) => after.limits.bought ?? 0)]);
  const concerned = preview.data ? preview.data.totals.altered + preview.data.totals.leftOut : 0;
  return (
    <EditDialog
      title={`Overdraft of ${offering.name}`}
      form={form}
      verb={!mayEdit ? 'Apply' : isApplied ? 'Save and apply' : 'Save'}
      onSave={() => changing(() => save(offering.id, plan))}
      onClose={onClose}
      size="xl"
    >
      {mayEdit && <OverdraftFields form={form} path="overdraftSeatLimit" value={overdraftSeatLimit} />}
      <OverdraftWords of="seats" limit={overdraftSeatLimit} bought={[...counts].slice(0, 1 + wordsMax)} />
      {preview.data && concerned === 0 && (
        <Text size="sm" c="dimmed">
          {preview.data.totals.entitlements === 0
            ? 'Nothing was sold of it yet.'
            : 'All that was sold of it already has this overdraft.'}
        </Text>
      )}
      {mayApply && concerned > 0 && (
        <Checkbox
          label={`Apply it to what was sold already (${count(concerned, 'entitlement')})`}
          description="Without it, the limit holds for what is sold from now on."
          checked={isApplied}
          disabled={!mayEdit}
          onChange={({ currentTarget }) => plan.setApplied(currentTarget.checked)}
        />
      )}
      {isApplied && preview.error && <ProblemAlert error={preview.error} onRetry={preview.refetch} />}
      {isApplied && !preview.data && !preview.error && <Skeleton height={120} />}
      {isApplied && preview.data && (
        <OverdraftEffects
          preview={preview.data}
          included={plan.included}
          onInclude={plan.include}
          isForced={plan.isForced}
          onForce={plan.setForced}
        />
      )}
    </EditDialog>
  );
};
