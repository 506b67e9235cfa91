import { CloseButton, Group, Select, Stack, Text } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { type Feature, FeatureFields, type FeatureValues, featureValues } from './feature-fields.tsx';

interface RenewFeaturesProps {
  readonly form: Pick<
    UseFormReturnType<Record<string, unknown>>,
    'getInputProps' | 'insertListItem' | 'removeListItem'
  >;
  readonly features: readonly Feature[];
  readonly chosen: readonly FeatureValues[];
}

/** Features that get another value with the renewal; what is not chosen stays as it is, and follows the catalogue. */
export const RenewFeatures = ({ form, features, chosen }: RenewFeaturesProps) => {
  const left = features.filter(({ id }) => !chosen.some((values) => values.id === id));
  return (
    <>
      {chosen.map((values, index) => (
        <Stack key={values.id} gap="sm" role="group" aria-label={`Feature ${values.key}`}>
          <Group justify="space-between">
            <Text fw={600} size="sm">
              {values.key}
            </Text>
            <CloseButton
              aria-label={`Leave ${values.key} as it is`}
              onClick={() => form.removeListItem('features', index)}
            />
          </Group>
          <FeatureFields form={form} index={index} values={values} isNamed />
        </Stack>
      ))}
      {left.length > 0 && (
        <Select
          label="Change a feature too"
          placeholder="Choose one"
          data={left.map(({ id, key }) => ({ value: id, label: key }))}
          value={null}
          searchable
          nothingFoundMessage="No feature is called so"
          onChange={(id) => {
            const feature = left.find((each) => each.id === id);
            if (feature) form.insertListItem('features', featureValues(feature));
          }}
        />
      )}
    </>
  );
};
