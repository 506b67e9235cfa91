import { Button, Menu } from '@mantine/core';
import { IconDots } from '@tabler/icons-react';
import { call } from '../../../api/call.ts';
import { useMay } from '../../../api/session.ts';
import { useChange } from '../../../api/use-api.ts';
import type { Reply } from '../../../api/wire.ts';
import { notifyDone, notifyProblem } from '../../../ui/notify.ts';
import { notifyUndo } from '../../../ui/notify-undo.tsx';

export type CustomerAction = 'edit' | 'sell' | 'delete';

interface CustomerMenuProps {
  readonly customer: Pick<Reply<'getCustomer'>, 'id' | 'name' | 'status'>;
  readonly onOpen: (action: CustomerAction) => void;
}

/** What can be done with a customer by this role. Nothing is shown where that is nothing. */
export const CustomerMenu = ({ customer, onOpen }: CustomerMenuProps) => {
  const params = { customerId: customer.id };
  const mayChange = useMay('customers:admin');
  const mayOpenPortal = useMay('portal:open');
  const mayDelete = useMay('settings:admin');
  const { mutateAsync: disable } = useChange('disableCustomer');
  const { mutateAsync: enable } = useChange('enableCustomer');
  const switchOff = () =>
    disable({ params }).then(
      () =>
        notifyUndo(`${customer.name} is disabled, and none of its entitlements grants a seat.`, () =>
          enable({ params }),
        ),
      notifyProblem,
    );
  const switchOn = () =>
    enable({ params }).then(() => notifyDone(`${customer.name} is enabled.`), notifyProblem);
  // The link signs in and is short-lived, so it is made when it is asked for. The window is opened by the click itself:
  // browsers refuse one that comes later.
  const openPortal = () => {
    const opened = window.open('', '_blank');
    call('getCustomerPortalUrl', { params }).then(
      ({ url }) => {
        if (opened) opened.location.href = url;
        else location.href = url;
      },
      (refusal) => {
        opened?.close();
        notifyProblem(refusal);
      },
    );
  };
  if (!mayChange && !mayOpenPortal && !mayDelete) return null;
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="default" leftSection={<IconDots size={15} aria-hidden />}>
          More
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {mayChange && <Menu.Item onClick={() => onOpen('edit')}>Edit…</Menu.Item>}
        {mayOpenPortal && <Menu.Item onClick={openPortal}>Open the portal</Menu.Item>}
        {mayChange && customer.status !== 'disabled' && <Menu.Item onClick={switchOff}>Disable</Menu.Item>}
        {mayChange && customer.status !== 'active' && <Menu.Item onClick={switchOn}>Enable</Menu.Item>}
        {mayDelete && (
          <>
            <Menu.Divider />
            <Menu.Item color="var(--lw-cap)" onClick={() => onOpen('delete')}>
              Delete for good…
            </Menu.Item>
          </>
        )}
      </Menu.Dropdown>
    </Menu>
  );
};
