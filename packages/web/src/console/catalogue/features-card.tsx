import { Button, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useMay } from '../../api/session.ts';
import { nothing } from '../../ui/format.ts';
import { RowsCard } from '../../ui/rows-card.tsx';
import { StateBadge } from '../../ui/state-badge.tsx';
import { overdraftText } from '../../ui/terms.ts';
import { FeatureActions } from './feature-actions.tsx';
import { FeatureDialog } from './feature-dialog.tsx';
import { kindText, levelWords, valueText } from './feature-text.ts';
import { type Feature, featuresAt, isOverridden, type Place } from './place.ts';

interface FeaturesCardProps {
  readonly place: Exclude<Place, { level: 'global' }>;
  /** Only to look at. */
  readonly readOnly?: boolean;
}

const heads = [
  { title: 'Feature' },
  { title: 'Kind', wide: true },
  { title: 'Value', align: 'right' },
  { title: 'Overdraft', align: 'right' },
  { title: 'Set in', wide: true },
  { title: 'Actions', align: 'right' },
] as const;

/** The features of a product or an edition, each with its value here and the level it comes from. */
export const FeaturesCard = ({ place, readOnly = false }: FeaturesCardProps) => {
  const mayChange = useMay('products:admin') && !readOnly;
  const [isCreating, creating] = useDisclosure();
  const { data, error, refetch } = useQuery({
    queryKey: ['features', place],
    queryFn: ({ signal }) => featuresAt(place, signal),
  });
  const rowOf = (feature: Feature) => ({
    key: feature.id,
    cells: [
      <div key="key">
        <b>{feature.key}</b>
        {feature.description && (
          <Text size="xs" c="dimmed">
            {feature.description}
          </Text>
        )}
      </div>,
      kindText(feature),
      valueText(feature),
      feature.type === 'bool' ? nothing : overdraftText(feature.overdraftLimit, 'units'),
      isOverridden(feature, place) ? (
        <StateBadge key="level" state="off">
          {levelWords[feature.valueLevel]}
        </StateBadge>
      ) : feature.valueLevel === 'product' && place.level === 'edition' ? (
        'the product'
      ) : (
        levelWords[feature.valueLevel]
      ),
      mayChange && <FeatureActions key="actions" place={place} feature={feature} />,
    ],
  });
  return (
    <>
      <RowsCard
        title="Features"
        subtitle={
          place.level === 'product'
            ? 'Those of all products and its own; its editions may give them other values'
            : 'What this edition does not set, it takes from its product'
        }
        heads={mayChange ? heads : heads.slice(0, -1)}
        rows={data?.items.map(rowOf)}
        total={data?.items.length ?? 0}
        error={error}
        onRetry={refetch}
        empty={
          place.level === 'product'
            ? 'None yet. A feature is something the application asks for: a switch, a pool of units, or a counter.'
            : 'None yet. Features are made on the product; its editions give them values.'
        }
        minWidth={560}
        actions={
          mayChange &&
          place.level === 'product' && (
            <Button size="compact-sm" variant="default" onClick={creating.open}>
              New feature
            </Button>
          )
        }
      />
      {isCreating && <FeatureDialog place={place} feature={null} onClose={creating.close} />}
    </>
  );
};
