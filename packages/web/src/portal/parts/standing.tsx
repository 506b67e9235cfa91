import type { PortalStanding } from '@leeway/contract';
import { type State, StateBadge } from '../../ui/state-badge.tsx';
import { useTexts } from '../texts/use-texts.tsx';

export const stateOf: Readonly<Record<PortalStanding, State>> = {
  within: 'within',
  overdraft: 'overdraft',
  atLimit: 'cap',
  denied: 'cap',
  notUsable: 'off',
};

/** How things stand, in its colour and in a word. */
export const StandingBadge = ({ of }: { readonly of: PortalStanding }) => (
  <StateBadge state={stateOf[of]}>{useTexts().standings[of]}</StateBadge>
);
