import type { Row } from '../../../api/wire.ts';
import { type State, StateBadge } from '../../../ui/state-badge.tsx';

type RequestState = Row<'listSeatRequests'>['state'];

const states: Readonly<Record<RequestState, State>> = {
  open: 'overdraft',
  accepted: 'within',
  declined: 'off',
};

export const RequestStateBadge = ({ state }: { readonly state: RequestState }) => (
  <StateBadge state={states[state]}>{state}</StateBadge>
);
