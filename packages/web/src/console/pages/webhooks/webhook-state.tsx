import { StateBadge } from '../../../ui/state-badge.tsx';

interface WebhookStateProps {
  readonly enabled: boolean;
  readonly failingSince: string | null;
}

/** Whether events reach a webhook. */
export const WebhookState = ({ enabled, failingSince }: WebhookStateProps) => {
  if (!enabled) return <StateBadge state="off">paused</StateBadge>;
  if (failingSince) return <StateBadge state="cap">failing</StateBadge>;
  return <StateBadge state="within">active</StateBadge>;
};
