import { NumberInput, Select, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { useApi, useChange } from '../../api/use-api.ts';
import type { Row } from '../../api/wire.ts';
import { endOfDay, startOfDay } from '../../ui/form/days.ts';
import { EditDialog } from '../../ui/form/edit-dialog.tsx';
import { overdraftBody, overdraftValues } from '../../ui/form/overdraft-fields.tsx';
import { count } from '../../ui/format.ts';
import { notifyDone } from '../../ui/notify.ts';
import { intervalText, overdraftText } from '../../ui/terms.ts';
import { OverdraftEditor } from '../catalogue/overdraft-editor.tsx';
import { CustomerSelect } from './customer-select.tsx';

type Offering = Row<'listOfferings'>;

interface SellDialogProps {
  /** Whom it is sold to, where that is known. */
  readonly customer?: { readonly id: string; readonly name: string } | null;
  readonly offeringId?: string | null;
  readonly onClose: () => void;
}

const startText = ({ plan }: Offering): string => {
  if (!plan) return '';
  const term = plan.licenseType === 'perpetual' ? 'for ever' : `for ${intervalText(plan.licenseDuration)}`;
  const starts: Readonly<Record<typeof plan.licenseStartType, string>> = {
    activation: 'begins with the first activation',
    entitlementCreation: 'begins now',
    custom: 'begins on the day set here',
    manualActivation: 'begins when somebody starts it',
  };
  return `${plan.name}: ${starts[plan.licenseStartType]}, ${term}.`;
};

const valuesOf = (offering: Offering | undefined) => ({
  seatCount: (offering?.seatCount ?? '') as number | string,
  overdraftSeatLimit: overdraftValues(offering?.overdraftSeatLimit),
});

type Plan = Offering['plan'];

const startsAtDate = (plan: Plan): boolean => plan?.licenseStartType === 'custom';

const endsByAgreement = (plan: Plan): boolean =>
  plan?.licenseStartType === 'entitlementCreation' && plan.licenseType === 'subscription';

interface Dates {
  readonly startDate: string;
  readonly expiryDate: string;
}

/** Only what is other than in the offering: naming a limit pins it against later changes of the offering. */
const agreedOf = (
  values: ReturnType<typeof valuesOf> & Dates,
  { seatCount, overdraftSeatLimit: sold, plan }: Offering,
) => {
  const overdraft = overdraftBody(values.overdraftSeatLimit);
  // A field that another offering had may still be filled.
  const startDate = startsAtDate(plan) ? startOfDay(values.startDate) : null;
  const expiryDate = endsByAgreement(plan) ? endOfDay(values.expiryDate) : null;
  return {
    ...(Number(values.seatCount) === seatCount ? {} : { seatCount: Number(values.seatCount) }),
    ...(overdraft.type === sold.type && overdraft.value === sold.value
      ? {}
      : { overdraftSeatLimit: overdraft }),
    ...(startDate ? { startDate } : {}),
    ...(expiryDate ? { expiryDate } : {}),
  };
};

/** Sells an offering: one order with one entitlement, and what was agreed beside the offering. */
export const SellDialog = ({ customer = null, offeringId = null, onClose }: SellDialogProps) => {
  const navigate = useNavigate();
  const sold = useRef<string | null>(null);
  const { data } = useApi('listOfferings', { query: { pageSize: 1000, expand: 'plan' } });
  const { mutateAsync: order } = useChange('sellEntitlement');
  const form = useForm({
    initialValues: {
      customerId: customer?.id ?? (null as string | null),
      offeringId,
      ...valuesOf(undefined),
      startDate: '',
      expiryDate: '',
      orderRefId: '',
    },
    validate: {
      customerId: (value) => (value ? null : 'Choose a customer.'),
      offeringId: (value) => (value ? null : 'Choose an offering.'),
    },
  });
  const offering = data?.items.find(({ id }) => id === form.values.offeringId);
  const { setValues } = form;
  useEffect(() => {
    if (offering) setValues(valuesOf(offering));
  }, [offering, setValues]);
  const plan = offering?.plan;

  const sell = async (values: typeof form.values) => {
    if (!offering) return;
    const { customerId } = values;
    const orderRefId = values.orderRefId.trim();
    const agreed = agreedOf(values, offering);
    const body = { sku: offering.sku, customerId, ...(orderRefId ? { orderRefId } : {}), ...agreed };
    const group = await order({ body });
    sold.current = group.entitlements?.[0]?.id ?? null;
    notifyDone(`Sold: ${offering.name}.`);
  };
  // What is sold is gone to, not back from: the dialog may be a part of the address.
  const close = () =>
    sold.current
      ? void navigate({ to: '/entitlements/$entitlementId', params: { entitlementId: sold.current } })
      : onClose();

  return (
    <EditDialog title="Sell" form={form} verb="Sell" onSave={sell} onClose={close}>
      <CustomerSelect
        label="Customer"
        first={customer}
        autoFocus={customer === null}
        {...form.getInputProps('customerId')}
      />
      <Select
        label="Offering"
        placeholder={data?.items.length === 0 ? 'There is no offering yet' : 'Name or SKU'}
        data={(data?.items ?? []).map(({ id, name, sku }) => ({ value: id, label: `${name}, ${sku}` }))}
        searchable
        nothingFoundMessage="No offering is called so"
        {...form.getInputProps('offeringId')}
      />
      {offering && (
        <>
          <Text size="sm" c="dimmed">
            {count(offering.seatCount, 'seat')}, overdraft {overdraftText(offering.overdraftSeatLimit)}.{' '}
            {startText(offering)}
          </Text>
          <NumberInput label="Seats" min={1} allowDecimal={false} {...form.getInputProps('seatCount')} />
          <OverdraftEditor
            form={form}
            path="overdraftSeatLimit"
            value={form.values.overdraftSeatLimit}
            of="seats"
            bought={form.values.seatCount}
          />
          {startsAtDate(plan) && (
            <TextInput type="date" label="Starts with" {...form.getInputProps('startDate')} />
          )}
          {plan && endsByAgreement(plan) && (
            <TextInput
              type="date"
              label="Ends with"
              description={`Left empty: after ${intervalText(plan.licenseDuration)}`}
              {...form.getInputProps('expiryDate')}
            />
          )}
        </>
      )}
      <TextInput
        label="Order reference"
        description="What the order is called in your books"
        maxLength={50}
        {...form.getInputProps('orderRefId')}
      />
    </EditDialog>
  );
};
