import { StateBadge } from '../../../ui/state-badge.tsx';

interface StatusBadgeProps {
  readonly status: 'draft' | 'final' | 'correction';
  /** Which correction of its statement it is. */
  readonly correction: number;
}

/** Whether a statement still moves. */
export const StatusBadge = ({ status, correction }: StatusBadgeProps) => {
  if (status === 'draft') return <StateBadge state="overdraft">draft</StateBadge>;
  if (status === 'correction') return <StateBadge state="cap">{`correction ${correction}`}</StateBadge>;
  return <StateBadge state="within">frozen</StateBadge>;
};
