import { ActionIcon, Group, Progress, Text, Tooltip } from '@mantine/core';
import { IconPencil, IconRestore } from '@tabler/icons-react';
import { useState } from 'react';
import { useMay } from '../../../api/session.ts';
import { useChange } from '../../../api/use-api.ts';
import type { Reply } from '../../../api/wire.ts';
import { Card } from '../../../ui/card.tsx';
import { DeleteDialog } from '../../../ui/form/delete-dialog.tsx';
import { formatDate, nothing } from '../../../ui/format.ts';
import { notifyDone } from '../../../ui/notify.ts';
import { amountText, grantText } from './amounts.ts';
import { EditFeature } from './edit-feature.tsx';
import classes from './entitlement.module.css';
import { Override } from './override.tsx';

type Entitlement = Reply<'getEntitlement'>;
type Feature = NonNullable<Entitlement['features']>[number];

const periodText = ({ currentUsagePeriodStart, nextUsagePeriodStart }: Feature): string => {
  if (!currentUsagePeriodStart) return '';
  const next = nextUsagePeriodStart ? `, next reset ${formatDate(nextUsagePeriodStart)}` : '';
  return `counted since ${formatDate(currentUsagePeriodStart)}${next}`;
};

interface FeatureRowProps {
  readonly entitlement: Entitlement;
  readonly feature: Feature;
  readonly onEdit: (() => void) | undefined;
  readonly onReset: (() => void) | undefined;
}

const FeatureRow = ({ entitlement, feature, onEdit, onReset }: FeatureRowProps) => {
  const { id, key, type, value, overdraftLimit, totalLimitIncludingOverdraft: total, used } = feature;
  const standard = entitlement.offering?.features.find((each) => each.id === id);
  return (
    <div className={classes.row}>
      <Group justify="space-between" wrap="nowrap" gap="xs" align="flex-start">
        <div>
          <Text fw={600}>{key}</Text>
          <Override
            entitlementId={entitlement.id}
            name={key}
            value={grantText(type, value, overdraftLimit)}
            edited={feature.edited}
            standard={standard ? grantText(type, standard.value, standard.overdraftLimit) : nothing}
            of="edition"
            reset={{ resetFeatures: [id] }}
          />
        </div>
        <Group gap={2} wrap="nowrap">
          {onReset && type === 'usageCount' && (
            <Tooltip label="Close the count and begin anew">
              <ActionIcon variant="subtle" color="gray" aria-label={`Reset ${key}`} onClick={onReset}>
                <IconRestore size={15} aria-hidden />
              </ActionIcon>
            </Tooltip>
          )}
          {onEdit && (
            <Tooltip label="Edit">
              <ActionIcon variant="subtle" color="gray" aria-label={`Edit ${key}`} onClick={onEdit}>
                <IconPencil size={15} aria-hidden />
              </ActionIcon>
            </Tooltip>
          )}
        </Group>
      </Group>
      {type !== 'bool' && (
        <>
          <Group justify="space-between" gap="xs" mt={4}>
            <Text size="sm">{amountText(feature)}</Text>
            <Text size="sm" c="dimmed">
              {periodText(feature)}
            </Text>
          </Group>
          {value !== null && (total ?? value) > 0 && (
            <Progress
              mt={4}
              size="sm"
              value={Math.min(100, (100 * (used ?? 0)) / (total ?? Math.max(value, used ?? 0)))}
              color={(used ?? 0) > value ? 'var(--lw-over)' : 'var(--lw-used-line)'}
              aria-label={`${key} used`}
            />
          )}
        </>
      )}
    </div>
  );
};

/** What is counted or switched beside the seats. */
export const FeaturesCard = ({ entitlement }: { readonly entitlement: Entitlement }) => {
  const mayChange = useMay('entitlements:admin');
  const { mutateAsync: reset } = useChange('resetEntitlementFeatureUsage');
  const [edited, setEdited] = useState<Feature | null>(null);
  const [reseted, setReset] = useState<Feature | null>(null);
  const features = entitlement.features ?? [];
  return (
    <Card title="Features" mb="md">
      {features.length === 0 && <Text c="dimmed">The product has no features.</Text>}
      {features.map((feature) => (
        <FeatureRow
          key={feature.id}
          entitlement={entitlement}
          feature={feature}
          onEdit={mayChange ? () => setEdited(feature) : undefined}
          onReset={mayChange ? () => setReset(feature) : undefined}
        />
      ))}
      {edited && (
        <EditFeature entitlementId={entitlement.id} feature={edited} onClose={() => setEdited(null)} />
      )}
      {reseted && (
        <DeleteDialog
          title={`Begin to count ${reseted.key} anew?`}
          name={null}
          verb="Reset"
          onDelete={() =>
            reset({ params: { entitlementId: entitlement.id, featureId: reseted.id } }).then(() =>
              notifyDone(`${reseted.key} is counted from 0 again.`),
            )
          }
          onClose={() => setReset(null)}
        >
          What was used until now is closed and stays in the history and in statements.
        </DeleteDialog>
      )}
    </Card>
  );
};
