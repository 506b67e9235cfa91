import { Textarea, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useRef } from 'react';
import { call } from '../../../api/call.ts';
import { useChanging } from '../../../api/use-changing.ts';
import type { Reply } from '../../../api/wire.ts';
import { EditDialog } from '../../../ui/form/edit-dialog.tsx';
import {
  IntervalFields,
  type IntervalValues,
  intervalBody,
  intervalValues,
} from '../../../ui/form/interval-fields.tsx';

type Product = Reply<'getProduct'>;

/** What suits most to begin with: the API's own defaults. */
const usual: Record<'leasePeriod' | 'offlineLeasePeriod' | 'gracePeriod', IntervalValues> = {
  leasePeriod: { type: 'hour', count: 1 },
  offlineLeasePeriod: { type: 'day', count: 30 },
  gracePeriod: { type: 'none', count: '' },
};

const valuesOf = (product: Product | null) => ({
  name: product?.name ?? '',
  description: product?.description ?? '',
  leasePeriod: product ? intervalValues(product.leasePeriod) : usual.leasePeriod,
  offlineLeasePeriod: product ? intervalValues(product.offlineLeasePeriod) : usual.offlineLeasePeriod,
  gracePeriod: product ? intervalValues(product.gracePeriod) : usual.gracePeriod,
  edition: 'Standard',
});

interface ProductDialogProps {
  /** Null: a new one. */
  readonly product: Product | null;
  readonly onSaved?: (productId: string) => void;
  readonly onClose: () => void;
}

/** Makes a product with its first edition, or edits one. */
export const ProductDialog = ({ product, onSaved, onClose }: ProductDialogProps) => {
  const form = useForm({ initialValues: valuesOf(product) });
  const changing = useChanging();
  // A second try after a refused edition must not make a second product.
  const made = useRef({ productId: product?.id ?? '', hasEdition: product !== null });

  const save = ({ name, description, edition, ...periods }: typeof form.values) =>
    changing(async () => {
      const text = { name, description: description.trim() || null };
      if (made.current.productId === '') {
        made.current.productId = (await call('createProduct', { body: text })).id;
      }
      const { productId } = made.current;
      const body = {
        ...text,
        leasePeriod: intervalBody(periods.leasePeriod),
        offlineLeasePeriod: intervalBody(periods.offlineLeasePeriod),
        gracePeriod: intervalBody(periods.gracePeriod),
      };
      await call('updateProduct', { params: { productId }, body });
      if (!made.current.hasEdition && edition.trim()) {
        await call('createEdition', { params: { productId }, body: { name: edition } });
        made.current.hasEdition = true;
      }
      onSaved?.(productId);
    });

  return (
    <EditDialog
      title={product ? `Edit ${product.name}` : 'New product'}
      form={form}
      verb={product ? 'Save' : 'Create product'}
      onSave={save}
      onClose={onClose}
    >
      <TextInput label="Name" required maxLength={50} data-autofocus {...form.getInputProps('name')} />
      <Textarea label="Description" maxLength={500} autosize {...form.getInputProps('description')} />
      <IntervalFields
        form={form}
        path="leasePeriod"
        label="Lease"
        description="A seat is renewed within it."
        value={form.values.leasePeriod}
      />
      <IntervalFields
        form={form}
        path="offlineLeasePeriod"
        label="Offline lease"
        description="Without a connection."
        value={form.values.offlineLeasePeriod}
      />
      <IntervalFields
        form={form}
        path="gracePeriod"
        label="Grace"
        description="So long an expired entitlement still works."
        value={form.values.gracePeriod}
        none
      />
      {!product && (
        <TextInput
          label="First edition"
          description="Offerings sell an edition; more can be added later."
          maxLength={50}
          {...form.getInputProps('edition')}
        />
      )}
    </EditDialog>
  );
};
