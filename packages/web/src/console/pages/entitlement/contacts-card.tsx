import { ActionIcon, Button, Group, Select, Skeleton, Text, Tooltip } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useState } from 'react';
import { useMay } from '../../../api/session.ts';
import { useApi, useChange } from '../../../api/use-api.ts';
import type { Row } from '../../../api/wire.ts';
import { Card } from '../../../ui/card.tsx';
import { notifyProblem } from '../../../ui/notify.ts';
import { notifyUndo } from '../../../ui/notify-undo.tsx';
import { ProblemAlert } from '../../../ui/problem-alert.tsx';
import classes from './entitlement.module.css';

interface ContactsCardProps {
  readonly groupId: string;
  readonly customerId: string | null;
}

type Contact = Pick<Row<'listAuthorizedContacts'>, 'firstName' | 'lastName' | 'email'>;

const nameOf = ({ firstName, lastName, email }: Contact): string =>
  [firstName, lastName].filter(Boolean).join(' ') || email;

const pageSize = 200;

/** Who of the customer may use this order, and the way to add another. */
export const ContactsCard = ({ groupId, customerId }: ContactsCardProps) => {
  const mayChange = useMay('contacts:admin');
  const params = { entitlementGroupId: groupId };
  const { data, error, refetch } = useApi('listAuthorizedContacts', { params, query: { pageSize } });
  const { mutateAsync: assign } = useChange('assignAuthorizedContact');
  const { mutateAsync: remove } = useChange('removeAuthorizedContact');
  const drop = (contact: Row<'listAuthorizedContacts'>) => {
    const id = contact.id ?? '';
    return remove({ params: { ...params, contactId: id } }).then(
      () =>
        notifyUndo(`${nameOf(contact)} is not authorised any more.`, () => assign({ params, body: { id } })),
      notifyProblem,
    );
  };
  return (
    <Card title="Authorised contacts" subtitle="People who may take seats and see this order in the portal">
      {error && <ProblemAlert error={error} onRetry={refetch} />}
      {!data && !error && <Skeleton height={80} />}
      {data?.items.length === 0 && <Text c="dimmed">Nobody by name: whoever has a code may activate.</Text>}
      {data?.items.map((contact) => (
        <Group key={contact.id} justify="space-between" wrap="nowrap" gap="xs" className={classes.row} py={4}>
          <div>
            {nameOf(contact)}{' '}
            <Text span size="sm" c="dimmed">
              {contact.email}
            </Text>
          </div>
          {mayChange && (
            <Tooltip label="Not authorised any more">
              <ActionIcon
                variant="subtle"
                color="gray"
                aria-label={`Remove ${nameOf(contact)}`}
                onClick={() => drop(contact)}
              >
                <IconX size={15} aria-hidden />
              </ActionIcon>
            </Tooltip>
          )}
        </Group>
      ))}
      {mayChange && customerId && (
        <Authorise
          customerId={customerId}
          known={data?.items.map(({ id }) => id) ?? []}
          onChoose={(id) => assign({ params, body: { id } }).catch(notifyProblem)}
        />
      )}
    </Card>
  );
};

interface AuthoriseProps {
  readonly customerId: string;
  readonly known: readonly (string | null)[];
  readonly onChoose: (contactId: string) => Promise<unknown>;
}

const Authorise = ({ customerId, known, onChoose }: AuthoriseProps) => {
  const { data } = useApi('listContacts', { params: { customerId }, query: { pageSize: 1000 } });
  const [chosen, setChosen] = useState<string | null>(null);
  const others = (data?.items ?? []).filter(({ id }) => !known.includes(id));
  if (data && others.length === 0) return null;
  return (
    <Group mt="sm" gap="xs" wrap="nowrap" align="flex-end">
      <Select
        label="Authorise"
        placeholder="A contact of the customer"
        data={others.map((contact) => ({
          value: contact.id,
          label: `${nameOf(contact)}, ${contact.email}`,
        }))}
        value={chosen}
        onChange={setChosen}
        searchable
        flex={1}
      />
      <Button
        variant="default"
        disabled={!chosen}
        onClick={() => chosen && onChoose(chosen).then(() => setChosen(null))}
      >
        Add
      </Button>
    </Group>
  );
};
