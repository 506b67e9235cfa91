import { NumberInput, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useRef } from 'react';
import { useChange } from '../../../api/use-api.ts';
import type { Reply } from '../../../api/wire.ts';
import { dayOf, endOfDay } from '../../../ui/form/days.ts';
import { EditDialog } from '../../../ui/form/edit-dialog.tsx';
import {
  OverdraftFields,
  type OverdraftValues,
  overdraftBody,
  overdraftValues,
} from '../../../ui/form/overdraft-fields.tsx';
import { formatDate } from '../../../ui/format.ts';
import { notifyDone } from '../../../ui/notify.ts';
import { intervalText } from '../../../ui/terms.ts';

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
  const { mutateAsync: update } = useChange('updateEntitlement');
  const { mutateAsync: renew } = useChange('renewEntitlement');
  // A second try after a refused end must not renew a second time.
  const isRenewed = useRef(false);
  const params = { entitlementId: entitlement.id };
  const before = overdraftValues(entitlement.overdraftSeatLimit);
  const form = useForm({
    initialValues: {
      seatCount: (asked?.seatCount ?? entitlement.seatCount) as number | string,
      overdraftSeatLimit: asked?.overdraft ?? before,
      expiryDate: '',
    },
  });
  const term = intervalText({
    type: entitlement.licenseDurationType,
    count: entitlement.licenseDurationCount,
  });

  const save = async ({ seatCount, overdraftSeatLimit, expiryDate }: typeof form.values) => {
    const overdraft = overdraftBody(overdraftSeatLimit);
    const limits = {
      ...(Number(seatCount) === entitlement.seatCount ? {} : { seatCount: Number(seatCount) }),
      ...(overdraft.type === before.type && overdraft.value === entitlement.overdraftSeatLimit.value
        ? {}
        : { overdraftSeatLimit: overdraft }),
    };
    // The limits come first: when they are refused, nothing has happened yet.
    if (Object.keys(limits).length > 0) await update({ params, body: limits });
    if (!isRenewed.current) await renew({ params });
    isRenewed.current = true;
    const end = endOfDay(expiryDate);
    if (end) await update({ params, body: { expiryDate: end } });
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
      <OverdraftFields form={form} path="overdraftSeatLimit" value={form.values.overdraftSeatLimit} />
      <TextInput
        type="date"
        label="Ends on another day"
        description={`Left empty: ${term} later, as the plan says`}
        min={dayOf(new Date().toISOString())}
        {...form.getInputProps('expiryDate')}
      />
      <Text size="sm" c="dimmed">
        Other limits hold from the next request on.
      </Text>
    </EditDialog>
  );
};
