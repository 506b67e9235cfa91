import { Button, Menu, Text } from '@mantine/core';
import { IconDots } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useMay } from '../../../api/session.ts';
import { useChange } from '../../../api/use-api.ts';
import type { Reply } from '../../../api/wire.ts';
import { notifyDone, notifyProblem } from '../../../ui/notify.ts';
import { notifyUndo } from '../../../ui/notify-undo.tsx';

export type Opened = 'limits' | 'offering' | 'order' | 'start' | 'export' | 'delete';

interface MoreMenuProps {
  readonly entitlement: Reply<'getEntitlement'>;
  readonly onOpen: (dialog: Opened) => void;
}

/** What can be done with an entitlement as it is, and by this role. */
export const MoreMenu = ({ entitlement, onOpen }: MoreMenuProps) => {
  const { actions, exported, seatsUsed } = entitlement;
  const params = { entitlementId: entitlement.id };
  const mayChange = useMay('entitlements:admin');
  const mayServe = useMay('lls:admin');
  const mayExport = mayChange && mayServe;
  const mayStart = useMay('entitlements:start');
  const mayDelete = useMay('settings:admin');
  const { mutateAsync: start } = useChange('activateEntitlement');
  const { mutateAsync: disable } = useChange('disableEntitlement');
  const { mutateAsync: enable } = useChange('enableEntitlement');
  const switchOff = () =>
    disable({ params }).then(
      () => notifyUndo('The entitlement is disabled: no seat is granted.', () => enable({ params })),
      notifyProblem,
    );
  const switchOn = () =>
    enable({ params }).then(() => notifyDone('The entitlement is enabled.'), notifyProblem);
  const begin = () => start({ params }).then(() => notifyDone('The entitlement has begun.'), notifyProblem);
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="default" leftSection={<IconDots size={15} aria-hidden />}>
          More
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {mayChange && actions?.changeOffering && (
          <Menu.Item onClick={() => onOpen('offering')}>Change the offering…</Menu.Item>
        )}
        {mayChange && <Menu.Item onClick={() => onOpen('order')}>Edit the order…</Menu.Item>}
        {mayStart && actions?.start && <Menu.Item onClick={begin}>Start now</Menu.Item>}
        {mayChange && actions?.setStart && (
          <Menu.Item onClick={() => onOpen('start')}>Set the start…</Menu.Item>
        )}
        {mayChange && actions?.disable && <Menu.Item onClick={switchOff}>Disable</Menu.Item>}
        {mayChange && actions?.enable && <Menu.Item onClick={switchOn}>Enable</Menu.Item>}
        {mayExport && !exported && (actions?.export || seatsUsed > 0) && (
          <Menu.Item disabled={!actions?.export} onClick={() => onOpen('export')}>
            Export to a local server…
            {!actions?.export && (
              <Text size="xs" c="dimmed">
                when no seat is in use
              </Text>
            )}
          </Menu.Item>
        )}
        <Menu.Item
          renderRoot={(props) => (
            <Link to="/entitlements/$entitlementId/evidence" params={params} {...props} />
          )}
        >
          Evidence to print
        </Menu.Item>
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
