import type { Reply } from '../../../api/wire.ts';
import { ChangeOffering } from './change-offering.tsx';
import { DeleteEntitlement } from './delete-entitlement.tsx';
import { EditLimits } from './edit-limits.tsx';
import { EditOrder } from './edit-order.tsx';
import { ExportEntitlement } from './export-entitlement.tsx';
import type { Opened } from './more-menu.tsx';
import { type RenewalAsked, RenewDialog } from './renew-dialog.tsx';
import { SetStart } from './set-start.tsx';

interface EntitlementDialogsProps {
  readonly opened: Opened | 'renew' | null;
  readonly entitlement: Reply<'getEntitlement'>;
  readonly group: Reply<'getEntitlementGroup'> | undefined;
  /** What a renewal begins with. */
  readonly asked: RenewalAsked | null;
  readonly onClose: () => void;
  readonly onDeleted: () => void;
}

/** The one that is open. */
export const EntitlementDialogs = (props: EntitlementDialogsProps) => {
  const { opened, entitlement, group, asked, onClose, onDeleted } = props;
  const common = { entitlement, onClose };
  if (opened === 'renew') return <RenewDialog {...common} asked={asked} />;
  if (opened === 'limits') return <EditLimits {...common} />;
  if (opened === 'offering') return <ChangeOffering {...common} />;
  if (opened === 'start') return <SetStart entitlementId={entitlement.id} onClose={onClose} />;
  if (opened === 'export') return <ExportEntitlement entitlementId={entitlement.id} onClose={onClose} />;
  if (opened === 'order' && group) return <EditOrder group={group} onClose={onClose} />;
  if (opened === 'delete') return <DeleteEntitlement {...common} onDeleted={onDeleted} />;
  return null;
};
