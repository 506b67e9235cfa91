import { Button } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useMay } from '../../api/session.ts';
import { nothing } from '../../ui/format.ts';
import { RowsCard } from '../../ui/rows-card.tsx';
import { StateBadge } from '../../ui/state-badge.tsx';
import { AttributeActions } from './attribute-actions.tsx';
import { type Attribute, attributesAt } from './attribute-calls.ts';
import { AttributeDialog } from './attribute-dialog.tsx';
import { typeText } from './attribute-text.ts';
import { levelWords } from './feature-text.ts';
import { isOverridden, type Place } from './place.ts';

const heads = [
  { title: 'Attribute' },
  { title: 'Kind' },
  { title: 'Value' },
  { title: 'Set in' },
  { title: 'Actions', align: 'right' },
] as const;

/** The attributes of a product or an edition, each with its value here and the level it comes from. */
export const AttributesCard = ({ place }: { readonly place: Exclude<Place, { level: 'global' }> }) => {
  const mayChange = useMay('products:admin');
  const [isCreating, creating] = useDisclosure();
  const { data, error, refetch } = useQuery({
    queryKey: ['attributes', place],
    queryFn: ({ signal }) => attributesAt(place, signal),
  });
  const rowOf = (attribute: Attribute) => ({
    key: attribute.id,
    cells: [
      <b key="key">{attribute.key}</b>,
      typeText(attribute),
      attribute.value ?? nothing,
      isOverridden(attribute, place) ? (
        <StateBadge key="level" state="off">
          {levelWords[attribute.valueLevel]}
        </StateBadge>
      ) : attribute.valueLevel === 'product' && place.level === 'edition' ? (
        'the product'
      ) : (
        levelWords[attribute.valueLevel]
      ),
      mayChange && <AttributeActions key="actions" place={place} attribute={attribute} />,
    ],
  });
  return (
    <>
      <RowsCard
        title="Attributes"
        subtitle="Texts, numbers and dates that the application is told with its seat"
        heads={mayChange ? heads : heads.slice(0, -1)}
        rows={data?.items.map(rowOf)}
        total={data?.items.length ?? 0}
        error={error}
        onRetry={refetch}
        empty={
          place.level === 'product'
            ? 'None yet. An attribute tells the application something: a region, a support level, a date.'
            : 'None yet. Attributes are made on the product; its editions give them values.'
        }
        minWidth={460}
        actions={
          mayChange &&
          place.level === 'product' && (
            <Button size="compact-sm" variant="default" onClick={creating.open}>
              New attribute
            </Button>
          )
        }
      />
      {isCreating && <AttributeDialog place={place} attribute={null} onClose={creating.close} />}
    </>
  );
};
