import { Grid, Group, SegmentedControl, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useSession } from '../../../api/session.ts';
import { useChange } from '../../../api/use-api.ts';
import type { Reply } from '../../../api/wire.ts';
import { SettingsCard } from '../../../ui/form/settings-card.tsx';
import { ColorsFields } from './colors-fields.tsx';
import { LogoCard } from './logo-card.tsx';
import { Preview } from './preview.tsx';
import { bodyOf, type PortalValues, type ShownTo, shownParts, shownWords, valuesOf } from './values.ts';

const choices = (Object.keys(shownWords) as ShownTo[]).map((value) => ({ value, label: shownWords[value] }));

interface ShownFieldProps {
  readonly part: (typeof shownParts)[number];
  readonly value: ShownTo;
  readonly onChange: (value: ShownTo) => void;
}

const ShownField = ({ part: { label, hint }, value, onChange }: ShownFieldProps) => (
  <Group justify="space-between" gap="xs">
    <div style={{ flex: '1 1 200px' }}>
      <Text size="sm" fw={500}>
        {label}
      </Text>
      <Text size="xs" c="dimmed">
        {hint}
      </Text>
    </div>
    <SegmentedControl
      size="xs"
      aria-label={`Who sees ${label.toLowerCase()}`}
      data={choices}
      value={value}
      onChange={(next) => onChange(next as ShownTo)}
    />
  </Group>
);

/** The form, and beside it the portal as it would be. */
export const PortalForm = ({ settings }: { readonly settings: Reply<'getPortalSettings'> }) => {
  const { tenant } = useSession();
  const { mutateAsync: update } = useChange('updatePortalSettings');
  const form = useForm<PortalValues>({ initialValues: valuesOf(settings) });
  const { values } = form;
  return (
    <Grid gap="md">
      <Grid.Col span={{ base: 12, md: 6 }}>
        <Stack gap="md">
          <LogoCard logoId={settings.logoId} sizeMax={settings.logoSizeLimit} />
          <SettingsCard
            title="What it shows, and how it looks"
            form={form}
            done="The portal is changed."
            onSave={async (changed) => {
              await update({ body: bodyOf(changed, settings) });
              form.setInitialValues(changed);
            }}
          >
            <TextInput
              label="Address"
              description="Where mails and links lead customers to; empty: the portal of this server."
              type="url"
              {...form.getInputProps('url')}
            />
            {shownParts.map((part) => (
              <ShownField
                key={part.key}
                part={part}
                value={values[part.key]}
                onChange={(next) => form.setFieldValue(part.key, next)}
              />
            ))}
            <ColorsFields
              theme={values.themeOverrides}
              onChange={(theme) => form.setFieldValue('themeOverrides', theme)}
            />
          </SettingsCard>
        </Stack>
      </Grid.Col>
      <Grid.Col span={{ base: 12, md: 6 }}>
        <Preview name={tenant.name} logoId={settings.logoId} values={values} />
      </Grid.Col>
    </Grid>
  );
};
