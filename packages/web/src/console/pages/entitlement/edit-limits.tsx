import { NumberInput, Text } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useState } from 'react';
import { useChange } from '../../../api/use-api.ts';
import type { Reply } from '../../../api/wire.ts';
import { EditDialog } from '../../../ui/form/edit-dialog.tsx';
import { overdraftValues } from '../../../ui/form/overdraft-fields.tsx';
import { notifyUndo } from '../../../ui/notify-undo.tsx';
import { OverdraftEditor } from '../../catalogue/overdraft-editor.tsx';
import { isBelowUse, MeantBelow } from './below-use.tsx';
import { limitChanges } from './limit-changes.ts';

type Entitlement = Reply<'getEntitlement'>;

interface EditLimitsProps {
  readonly entitlement: Entitlement;
  readonly onClose: () => void;
}

/** Edits what was bought and how far beyond it may go. What cannot be is refused by the server. */
export const EditLimits = ({ entitlement, onClose }: EditLimitsProps) => {
  const { mutateAsync: update } = useChange('updateEntitlement');
  const { mutateAsync: reset } = useChange('resetEntitlementOverrides');
  const params = { entitlementId: entitlement.id };
  const [isBelow, setBelow] = useState(false);
  const form = useForm({
    initialValues: {
      seatCount: entitlement.seatCount as number | string,
      overdraftSeatLimit: overdraftValues(entitlement.overdraftSeatLimit),
      forceSeatCount: false,
    },
  });

  /** What stood in the offering stands there again; what was edited before gets the value it had. */
  const undo = async (changes: ReturnType<typeof limitChanges>) => {
    const { editInfo, seatCount, overdraftSeatLimit } = entitlement;
    await update({
      params,
      query: { forceSeatCount: true },
      body: {
        ...(changes.seatCount === undefined ? {} : { seatCount }),
        ...(changes.overdraftSeatLimit ? { overdraftSeatLimit } : {}),
      },
    });
    const resetSeatCount = changes.seatCount !== undefined && editInfo?.seatCountEdited === false;
    const resetOverdraftSeatLimit =
      changes.overdraftSeatLimit !== undefined && editInfo?.overdraftSeatLimitEdited === false;
    if (resetSeatCount || resetOverdraftSeatLimit)
      await reset({
        params,
        query: { forceSeatCount: true },
        body: { resetSeatCount, resetOverdraftSeatLimit },
      });
  };

  const save = async (values: typeof form.values) => {
    const body = limitChanges(values, entitlement);
    if (Object.keys(body).length === 0) return;
    try {
      await update({ params, query: { forceSeatCount: values.forceSeatCount }, body });
    } catch (refusal) {
      setBelow(isBelowUse(refusal));
      throw refusal;
    }
    notifyUndo('The limits are changed, from the next request on.', () => undo(body));
  };

  return (
    <EditDialog title="Seats and overdraft" form={form} verb="Save" onSave={save} onClose={onClose}>
      <NumberInput
        label="Seats bought"
        min={1}
        allowDecimal={false}
        data-autofocus
        {...form.getInputProps('seatCount')}
      />
      <OverdraftEditor
        form={form}
        path="overdraftSeatLimit"
        value={form.values.overdraftSeatLimit}
        of="seats"
        bought={form.values.seatCount}
      />
      {isBelow && <MeantBelow form={form} />}
      <Text size="sm" c="dimmed">
        The change holds from the next request on, stands in the audit log, and shows as a step in the chart.
      </Text>
    </EditDialog>
  );
};
