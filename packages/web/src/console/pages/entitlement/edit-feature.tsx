import { useForm } from '@mantine/form';
import { useChange } from '../../../api/use-api.ts';
import { EditDialog } from '../../../ui/form/edit-dialog.tsx';
import { notifyDone } from '../../../ui/notify.ts';
import { type Feature, FeatureFields, featureBody, featureValues } from './feature-fields.tsx';

interface EditFeatureProps {
  readonly entitlementId: string;
  readonly feature: Feature;
  readonly onClose: () => void;
}

/** Another value of a feature for this entitlement alone. */
export const EditFeature = ({ entitlementId, feature, onClose }: EditFeatureProps) => {
  const { mutateAsync: update } = useChange('updateEntitlement');
  const form = useForm({ initialValues: { features: [featureValues(feature)] } });
  const save = async ({ features }: typeof form.values) => {
    await update({ params: { entitlementId }, body: { features: features.map(featureBody) } });
    notifyDone(`${feature.key} is changed.`);
  };
  return (
    <EditDialog title={`Feature ${feature.key}`} form={form} verb="Save" onSave={save} onClose={onClose}>
      {form.values.features.map((values, index) => (
        <FeatureFields key={values.id} form={form} index={index} values={values} />
      ))}
    </EditDialog>
  );
};
