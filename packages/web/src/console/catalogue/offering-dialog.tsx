import { Group, NumberInput, Select, Textarea, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useApi, useChange } from '../../api/use-api.ts';
import { EditDialog } from '../../ui/form/edit-dialog.tsx';
import { OfferingTerms } from './offering-terms.tsx';
import { countingKinds, countingMeans } from './offering-text.ts';
import { type Offering, type OfferingValues, offeringBody, offeringValues } from './offering-values.ts';
import { OverdraftEditor } from './overdraft-editor.tsx';

/** As many as one answer can hold, and more than anybody chooses from. */
const choicesMax = 1000;

const optionsOf = (items: readonly { id: string; name: string }[] | undefined) =>
  (items ?? []).map(({ id, name }) => ({ value: id, label: name }));

/** What must be chosen before it makes sense to ask the server. */
const validate = {
  editionId: (value: string | null) => (value ? null : 'Choose an edition'),
  planId: (value: string | null) => (value ? null : 'Choose a plan'),
  seatCount: (value: number | string) => (value === '' ? 'Say how many' : null),
};

interface OfferingDialogProps {
  /** Null: a new one. */
  readonly offering: Offering | null;
  readonly begun?: Partial<Pick<OfferingValues, 'productId' | 'planId'>>;
  readonly onSaved?: (offeringId: string) => void;
  readonly onClose: () => void;
}

/** Makes an offering, or edits one. */
export const OfferingDialog = ({ offering, begun, onSaved, onClose }: OfferingDialogProps) => {
  const { mutateAsync: create } = useChange('createOffering');
  const { mutateAsync: update } = useChange('updateOffering');
  const form = useForm<OfferingValues>({ initialValues: offeringValues(offering, begun), validate });
  const { productId, seatCount, overdraftSeatLimit } = form.values;
  const products = useApi('listProducts', { query: { pageSize: choicesMax } });
  const editions = useApi(
    'listEditions',
    { params: { productId: productId ?? '' }, query: { pageSize: choicesMax } },
    { enabled: productId !== null },
  );
  const plans = useApi('listPlans', { query: { pageSize: choicesMax } });
  const save = async (values: OfferingValues) => {
    const body = offeringBody(values);
    if (offering) await update({ params: { offeringId: offering.id }, body });
    else onSaved?.((await create({ body })).id);
  };
  return (
    <EditDialog
      title={offering ? `Edit ${offering.name}` : 'New offering'}
      form={form}
      verb={offering ? 'Save' : 'Create offering'}
      onSave={save}
      onClose={onClose}
      size="lg"
    >
      <Group grow align="flex-start">
        <TextInput label="Name" required maxLength={50} data-autofocus {...form.getInputProps('name')} />
        <TextInput label="SKU" required maxLength={50} {...form.getInputProps('sku')} />
      </Group>
      <Group grow align="flex-start">
        <Select
          label="Product"
          required
          searchable
          data={optionsOf(products.data?.items)}
          nothingFoundMessage="No product of this name"
          value={productId}
          onChange={(next) => form.setValues({ productId: next, editionId: null })}
        />
        <Select
          label="Edition"
          required
          searchable
          disabled={productId === null}
          data={productId === null ? [] : optionsOf(editions.data?.items)}
          nothingFoundMessage="The product has no edition yet"
          {...form.getInputProps('editionId')}
        />
      </Group>
      <Select
        label="Plan"
        required
        searchable
        data={optionsOf(plans.data?.items)}
        nothingFoundMessage="No plan of this name"
        {...form.getInputProps('planId')}
      />
      <Group grow align="flex-start">
        <NumberInput
          label="Seats"
          required
          min={1}
          allowDecimal={false}
          thousandSeparator
          {...form.getInputProps('seatCount')}
        />
        <Select
          label="Seats are"
          description={countingMeans[form.values.concurrencyMode]}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          data={countingKinds}
          allowDeselect={false}
          {...form.getInputProps('concurrencyMode')}
        />
      </Group>
      <OverdraftEditor
        form={form}
        path="overdraftSeatLimit"
        value={overdraftSeatLimit}
        of="seats"
        bought={seatCount}
      />
      <OfferingTerms form={form} />
      <Textarea label="Description" maxLength={500} autosize {...form.getInputProps('description')} />
    </EditDialog>
  );
};
