import type { Row } from '../../../api/wire.ts';
import { type State, StateBadge } from '../../../ui/state-badge.tsx';

const states: Readonly<Record<Row<'listDeliveries'>['status'], State>> = {
  delivered: 'within',
  waiting: 'overdraft',
  failed: 'cap',
  cancelled: 'off',
};

/** What became of a delivery. */
export const DeliveryState = ({ status }: Pick<Row<'listDeliveries'>, 'status'>) => (
  <StateBadge state={states[status]}>{status}</StateBadge>
);
