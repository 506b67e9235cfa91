import { Select, Textarea, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useChange } from '../../../api/use-api.ts';
import type { Body, Reply } from '../../../api/wire.ts';
import { EditDialog } from '../../../ui/form/edit-dialog.tsx';
import {
  IntervalFields,
  type IntervalValues,
  intervalBody,
  intervalValues,
} from '../../../ui/form/interval-fields.tsx';
import { planTypes, startTypes } from '../../catalogue/plan-text.ts';

type Plan = Reply<'getPlan'>;

const aYear: IntervalValues = { type: 'year', count: 1 };

const valuesOf = (plan: Plan | null) => ({
  name: plan?.name ?? '',
  description: plan?.description ?? '',
  licenseType: plan?.licenseType ?? ('subscription' as Plan['licenseType']),
  licenseStartType: plan?.licenseStartType ?? ('entitlementCreation' as Plan['licenseStartType']),
  licenseDuration:
    plan && plan.licenseDuration.type !== 'none' ? intervalValues(plan.licenseDuration) : aYear,
  planType: plan?.planType ?? null,
});

interface PlanDialogProps {
  /** Null: a new one. */
  readonly plan: Plan | null;
  readonly onSaved?: (planId: string) => void;
  readonly onClose: () => void;
}

/** Makes a plan, or edits one. */
export const PlanDialog = ({ plan, onSaved, onClose }: PlanDialogProps) => {
  const { mutateAsync: create } = useChange('createPlan');
  const { mutateAsync: update } = useChange('updatePlan');
  const form = useForm({ initialValues: valuesOf(plan) });
  const isSubscription = form.values.licenseType === 'subscription';
  const save = async ({ description, licenseDuration, ...values }: typeof form.values) => {
    const body: Body<'createPlan'> = {
      ...values,
      description: description.trim() || null,
      licenseDuration: isSubscription ? intervalBody(licenseDuration) : null,
    };
    if (plan) await update({ params: { planId: plan.id }, body });
    else onSaved?.((await create({ body })).id);
  };
  return (
    <EditDialog
      title={plan ? `Edit ${plan.name}` : 'New plan'}
      form={form}
      verb={plan ? 'Save' : 'Create plan'}
      onSave={save}
      onClose={onClose}
    >
      <TextInput label="Name" required maxLength={50} data-autofocus {...form.getInputProps('name')} />
      <Select
        label="Licence"
        data={[
          { value: 'subscription', label: 'subscription: for a term, then renewed' },
          { value: 'perpetual', label: 'perpetual: without an end' },
        ]}
        allowDeselect={false}
        {...form.getInputProps('licenseType')}
      />
      {isSubscription && (
        <IntervalFields form={form} path="licenseDuration" label="Term" value={form.values.licenseDuration} />
      )}
      <Select
        label="Begins"
        data={startTypes}
        allowDeselect={false}
        {...form.getInputProps('licenseStartType')}
      />
      <Select
        label="Kind"
        description="Only a word for reports and applications; it changes no rule."
        data={planTypes}
        placeholder="none"
        clearable
        {...form.getInputProps('planType')}
      />
      <Textarea label="Description" maxLength={500} autosize {...form.getInputProps('description')} />
    </EditDialog>
  );
};
