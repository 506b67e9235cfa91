import { Select, SimpleGrid } from '@mantine/core';
import { useMay } from '../../../api/session.ts';
import { useApi, useChange } from '../../../api/use-api.ts';
import { Card } from '../../../ui/card.tsx';
import { notifyProblem } from '../../../ui/notify.ts';
import { notifyUndo } from '../../../ui/notify-undo.tsx';

const kinds = [
  ['salesOwner', 'Sales'],
  ['customerSuccessOwner', 'Customer success'],
  ['serviceOwner', 'Service'],
] as const;

/** Who of one's own people answers for the customer. */
export const OwnersCard = ({ customerId }: { readonly customerId: string }) => {
  const mayChange = useMay('customers:admin');
  const owners = useApi('getCustomerOwners', { params: { customerId } });
  const users = useApi('listUsers', { query: { pageSize: 1000 } });
  const { mutateAsync: change } = useChange('patchCustomerOwners');
  const people = (users.data?.items ?? []).map(({ id, firstName, lastName }) => ({
    value: id,
    label: `${firstName} ${lastName}`,
  }));
  const set = (kind: (typeof kinds)[number][0], userId: string | null) => {
    const before = owners.data?.[kind] ?? null;
    const give = (to: string | null) => change({ params: { customerId }, body: { [kind]: to } });
    return give(userId).then(() => notifyUndo('The owner is changed.', () => give(before)), notifyProblem);
  };
  return (
    <Card
      title="Owners"
      subtitle="They get the mails of thresholds, and the dashboard can show what is theirs"
    >
      <SimpleGrid cols={{ base: 1, xs: 3 }} spacing="sm">
        {kinds.map(([kind, label]) => (
          <Select
            key={kind}
            label={label}
            placeholder="Nobody"
            data={people}
            value={owners.data?.[kind] ?? null}
            onChange={(userId) => set(kind, userId)}
            readOnly={!mayChange}
            clearable={mayChange}
            clearButtonProps={{ 'aria-label': `Nobody for ${label}` }}
            searchable={people.length > 8}
          />
        ))}
      </SimpleGrid>
    </Card>
  );
};
