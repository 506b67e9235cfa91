import { NumberInput, SimpleGrid, Title } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useApi, useChange } from '../../../api/use-api.ts';
import type { Body, Reply } from '../../../api/wire.ts';
import { SettingsCard } from '../../../ui/form/settings-card.tsx';
import { Loaded } from '../../../ui/loaded.tsx';

type Settings = Reply<'getInsightSettings'>;
type Values = { [Key in keyof Settings]: number | string };

interface Field {
  readonly key: keyof Settings;
  readonly label: string;
  readonly hint: string;
  readonly suffix: string;
}

const groups: readonly { readonly title: string; readonly fields: readonly Field[] }[] = [
  {
    title: 'Overdraft and denials',
    fields: [
      {
        key: 'coolDownMinutes',
        label: 'Cool-down',
        hint: 'Times in overdraft that lie less than this apart are shown as one.',
        suffix: ' min',
      },
    ],
  },
  {
    title: 'What a renewal is advised by',
    fields: [
      {
        key: 'historyDaysMin',
        label: 'History needed',
        hint: 'With less nothing is advised.',
        suffix: ' days',
      },
      {
        key: 'horizonMonths',
        label: 'Looks ahead',
        hint: 'So far the trend is carried on for the recommended count.',
        suffix: ' months',
      },
      {
        key: 'expandOverdraftPercent',
        label: 'Expand: time in overdraft',
        hint: 'More of the time than this calls for more seats.',
        suffix: ' %',
      },
      {
        key: 'expandDenials',
        label: 'Expand: denials',
        hint: 'So many true denials call for more seats.',
        suffix: '',
      },
      {
        key: 'shrinkUtilizationPercent',
        label: 'Shrink risk: seats used',
        hint: 'Less of what was bought than this, and the next order may be smaller.',
        suffix: ' %',
      },
      {
        key: 'churnUtilizationPercent',
        label: 'Churn risk: seats used',
        hint: 'Less than this, and falling, and there may be no next order.',
        suffix: ' %',
      },
      {
        key: 'churnDeclinePercent',
        label: 'Churn risk: decline',
        hint: 'Falling by this much counts as falling.',
        suffix: ' %',
      },
    ],
  },
];

/** An empty field goes back to the default. */
const bodyOf = (values: Values) =>
  Object.fromEntries(
    Object.entries(values).map(([key, value]) => [key, value === '' ? null : Number(value)]),
  ) as Body<'updateInsightSettings'>;

const InsightForm = ({ settings }: { readonly settings: Settings }) => {
  const { mutateAsync: update } = useChange('updateInsightSettings');
  const form = useForm<Values>({ initialValues: settings });
  return (
    <SettingsCard
      title="Renewals and overdraft"
      subtitle="An empty field goes back to its default."
      form={form}
      done="Figures from now on are judged by these."
      onSave={async (values) => {
        await update({ body: bodyOf(values) });
        form.setInitialValues(values);
      }}
    >
      {groups.map(({ title, fields }) => (
        <div key={title}>
          <Title order={3} size="h6" mb={6}>
            {title}
          </Title>
          <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm" verticalSpacing="sm">
            {fields.map(({ key, label, hint, suffix }) => (
              <NumberInput
                key={key}
                label={label}
                description={hint}
                suffix={suffix}
                min={0}
                allowDecimal={false}
                hideControls
                {...form.getInputProps(key)}
              />
            ))}
          </SimpleGrid>
        </div>
      ))}
    </SettingsCard>
  );
};

export const InsightCard = () => (
  <Loaded query={useApi('getInsightSettings', {})}>
    {(settings) => <InsightForm settings={settings} />}
  </Loaded>
);
