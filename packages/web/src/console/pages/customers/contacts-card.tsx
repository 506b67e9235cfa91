import { Button, Menu, Skeleton, Table, Text } from '@mantine/core';
import { IconDots } from '@tabler/icons-react';
import { useState } from 'react';
import { useMay } from '../../../api/session.ts';
import { useApi, useChange } from '../../../api/use-api.ts';
import { Card } from '../../../ui/card.tsx';
import { DeleteDialog } from '../../../ui/form/delete-dialog.tsx';
import { count, formatNumber, nothing } from '../../../ui/format.ts';
import { notifyDone } from '../../../ui/notify.ts';
import { ProblemAlert } from '../../../ui/problem-alert.tsx';
import classes from '../../../ui/rows-card.module.css';
import { StateBadge } from '../../../ui/state-badge.tsx';
import { type Contact, nameOf } from './contact.ts';
import { ContactForm } from './contact-form.tsx';
import { CredentialsDialog } from './credentials-dialog.tsx';

type Opened = { readonly kind: 'edit' | 'credentials' | 'delete'; readonly contact: Contact };

const first = 25;

/** The people of the customer. */
export const ContactsCard = ({ customerId }: { readonly customerId: string }) => {
  const mayChange = useMay('contacts:admin');
  const [pageSize, setPageSize] = useState(first);
  const { data, error, refetch } = useApi('listContacts', { params: { customerId }, query: { pageSize } });
  const { mutateAsync: remove } = useChange('deleteContact');
  const [opened, setOpened] = useState<Opened | 'new' | null>(null);
  const close = () => setOpened(null);
  const drop = (contact: Contact) =>
    remove({ params: { customerId, contactId: contact.id } }).then(() =>
      notifyDone(`${nameOf(contact)} is deleted.`),
    );
  return (
    <Card
      title="Contacts"
      subtitle={data ? count(data.elementsTotal, 'contact') : undefined}
      actions={
        mayChange && (
          <Button size="compact-sm" variant="default" onClick={() => setOpened('new')}>
            Add
          </Button>
        )
      }
    >
      {error && <ProblemAlert error={error} onRetry={refetch} />}
      {!data && !error && <Skeleton height={120} />}
      {data?.items.length === 0 && (
        <Text c="dimmed">
          Nobody yet. Contacts sign in to the customer portal, take seats in their own name, and get mails.
        </Text>
      )}
      {data && data.items.length > 0 && (
        <Table.ScrollContainer
          className={classes.fit}
          minWidth={560}
          scrollAreaProps={{ viewportProps: { tabIndex: 0, role: 'region', 'aria-label': 'Contacts' } }}
        >
          <Table verticalSpacing="xs">
            <Table.Thead>
              <Table.Tr>
                <Table.Th>Name</Table.Th>
                <Table.Th>E-mail</Table.Th>
                <Table.Th visibleFrom="sm">Phone</Table.Th>
                <Table.Th visibleFrom="sm">State</Table.Th>
                {mayChange && <Table.Th ta="right">Action</Table.Th>}
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {data.items.map((contact) => (
                <Table.Tr key={contact.id}>
                  <Table.Td>
                    {nameOf(contact)}{' '}
                    <Text span size="sm" c="dimmed">
                      {[contact.title, contact.isKeyContact ? 'key contact' : null]
                        .filter(Boolean)
                        .join(', ')}
                    </Text>
                  </Table.Td>
                  <Table.Td style={{ overflowWrap: 'anywhere' }}>{contact.email}</Table.Td>
                  <Table.Td visibleFrom="sm">{contact.phoneNumber ?? nothing}</Table.Td>
                  <Table.Td visibleFrom="sm">
                    <StateBadge state={contact.status === 'active' ? 'within' : 'off'}>
                      {contact.status}
                    </StateBadge>
                  </Table.Td>
                  {mayChange && (
                    <Table.Td ta="right">
                      <ContactMenu contact={contact} onOpen={(kind) => setOpened({ kind, contact })} />
                    </Table.Td>
                  )}
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
      {data && data.items.length < data.elementsTotal && (
        <Button size="compact-sm" variant="default" mt="xs" onClick={() => setPageSize(1000)}>
          Show all {formatNumber(data.elementsTotal)}
        </Button>
      )}
      {opened === 'new' && <ContactForm customerId={customerId} contact={null} onClose={close} />}
      {opened !== 'new' && opened?.kind === 'edit' && (
        <ContactForm customerId={customerId} contact={opened.contact} onClose={close} />
      )}
      {opened !== 'new' && opened?.kind === 'credentials' && (
        <CredentialsDialog customerId={customerId} contact={opened.contact} onClose={close} />
      )}
      {opened !== 'new' && opened?.kind === 'delete' && (
        <DeleteDialog
          title={`Delete ${nameOf(opened.contact)}?`}
          name={null}
          onDelete={() => drop(opened.contact)}
          onClose={close}
        >
          The contact can sign in nowhere any more, and is taken from every order it was authorised for. The
          seats it holds stay until they are released.
        </DeleteDialog>
      )}
    </Card>
  );
};

interface ContactMenuProps {
  readonly contact: Contact;
  readonly onOpen: (kind: Opened['kind']) => void;
}

const ContactMenu = ({ contact, onOpen }: ContactMenuProps) => (
  <Menu position="bottom-end">
    <Menu.Target>
      <Button size="compact-xs" variant="default" aria-label={`Actions for ${nameOf(contact)}`}>
        <IconDots size={15} aria-hidden />
      </Button>
    </Menu.Target>
    <Menu.Dropdown>
      <Menu.Item onClick={() => onOpen('edit')}>Edit…</Menu.Item>
      <Menu.Item onClick={() => onOpen('credentials')}>Sign-in to the portal…</Menu.Item>
      <Menu.Item color="var(--lw-cap)" onClick={() => onOpen('delete')}>
        Delete…
      </Menu.Item>
    </Menu.Dropdown>
  </Menu>
);
