import { NumberInput, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useState } from 'react';
import { useChange } from '../../../api/use-api.ts';
import type { Reply } from '../../../api/wire.ts';
import { dayOf, endOfDay } from '../../../ui/form/days.ts';
import { EditDialog } from '../../../ui/form/edit-dialog.tsx';
import { type OverdraftValues, overdraftValues } from '../../../ui/form/overdraft-fields.tsx';
import { formatDate } from '../../../ui/format.ts';
import { notifyDone } from '../../../ui/notify.ts';
import { intervalText } from '../../../ui/terms.ts';
import { OverdraftEditor } from '../../catalogue/overdraft-editor.tsx';
import { isBelowUse, MeantBelow } from './below-use.tsx';
import { type FeatureValues, featureBody } from './feature-fields.tsx';
import { limitChanges } from './limit-changes.ts';
import { RenewFeatures } from './renew-features.tsx';

/** What a renewal begins with where somebody has asked for something else than there is. */
export interface RenewalAsked {
  readonly seatCount: number;
  readonly overdraft: OverdraftValues;
}

interface RenewDialogProps {
  readonly entitlement: Reply<'getEntitlement'>;
  readonly asked: RenewalAsked | null;
  readonly onClose: () => void;
}

/** Renews for the plan's term, with other limits and another end where that was agreed. */
export const RenewDialog = ({ entitlement, asked, onClose }: RenewDialogProps) => {
  const { mutateAsync: renew } = useChange('renewEntitlementWithLimits');
  const [isBelow, setBelow] = useState(false);
  const form = useForm({
    initialValues: {
      seatCount: (asked?.seatCount ?? entitlement.seatCount) as number | string,
      overdraftSeatLimit: asked?.overdraft ?? overdraftValues(entitlement.overdraftSeatLimit),
      features: [] as readonly FeatureValues[],
      expiryDate: '',
      forceSeatCount: false,
    },
  });
  const { seatCount, overdraftSeatLimit, features } = form.values;
  const term = intervalText({
    type: entitlement.licenseDurationType,
    count: entitlement.licenseDurationCount,
  });

  const save = async (values: typeof form.values) => {
    const end = endOfDay(values.expiryDate);
    try {
      await renew({
        params: { entitlementId: entitlement.id },
        query: { forceSeatCount: values.forceSeatCount },
        body: {
          ...limitChanges(values, entitlement),
          ...(values.features.length > 0 ? { features: values.features.map(featureBody) } : {}),
          ...(end ? { expiryDate: end } : {}),
        },
      });
    } catch (refusal) {
      setBelow(isBelowUse(refusal));
      throw refusal;
    }
    notifyDone('Renewed.');
  };

  return (
    <EditDialog title="Renew" form={form} verb="Renew now" onSave={save} onClose={onClose}>
      <Text size="sm">
        {entitlement.expiryDate
          ? `The present term ends on ${formatDate(entitlement.expiryDate)}. It is renewed for ${term}.`
          : `It is renewed for ${term}.`}
      </Text>
      <NumberInput
        label="Seats"
        min={1}
        allowDecimal={false}
        data-autofocus
        {...form.getInputProps('seatCount')}
      />
      <OverdraftEditor
        form={form}
        path="overdraftSeatLimit"
        value={overdraftSeatLimit}
        of="seats"
        bought={seatCount}
      />
      <RenewFeatures form={form} features={entitlement.features ?? []} chosen={features} />
      <TextInput
        type="date"
        label="Ends on another day"
        description={`Left empty: ${term} later, as the plan says`}
        min={dayOf(entitlement.expiryDate)}
        {...form.getInputProps('expiryDate')}
      />
      {isBelow && <MeantBelow form={form} />}
      <Text size="sm" c="dimmed">
        Other limits hold from the next request on.
      </Text>
    </EditDialog>
  );
};
