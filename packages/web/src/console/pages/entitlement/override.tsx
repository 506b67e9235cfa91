import { ActionIcon, Text, Tooltip } from '@mantine/core';
import { IconArrowBackUp } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useMay } from '../../../api/session.ts';
import { useChange } from '../../../api/use-api.ts';
import type { Body } from '../../../api/wire.ts';
import { notifyDone, notifyProblem } from '../../../ui/notify.ts';
import { StateBadge } from '../../../ui/state-badge.tsx';
import classes from './entitlement.module.css';

export type Reset = Body<'resetEntitlementOverrides'>;

interface OverrideProps {
  readonly entitlementId: string;
  /** What is overridden, for those who hear the button: "Seats bought". */
  readonly name: string;
  readonly value: ReactNode;
  readonly edited: boolean;
  /** What would hold without the edit. */
  readonly standard: ReactNode;
  /** Whose that is. */
  readonly of: 'offering' | 'product' | 'edition';
  readonly reset: Reset;
}

/** A value of the entitlement; where it was edited, marked, with what would hold otherwise and the way back to it. */
export const Override = ({ entitlementId, name, value, edited, standard, of, reset }: OverrideProps) => {
  const change = useChange('resetEntitlementOverrides');
  const mayChange = useMay('entitlements:admin');
  if (!edited) return value;
  const revert = () =>
    change.mutate(
      { params: { entitlementId }, body: reset },
      {
        onSuccess: () => notifyDone(`${name}: the ${of}’s value holds again.`),
        onError: notifyProblem,
      },
    );
  return (
    <span className={classes.override}>
      <span>{value}</span>
      <StateBadge state="off">edited</StateBadge>
      <Text span c="dimmed" size="sm">
        {of}: {standard}
      </Text>
      {mayChange && (
        <Tooltip label={`Back to the ${of}’s value`}>
          <ActionIcon
            size="sm"
            variant="subtle"
            color="gray"
            aria-label={`${name}: back to the ${of}’s value`}
            loading={change.isPending}
            onClick={revert}
          >
            <IconArrowBackUp size={15} aria-hidden />
          </ActionIcon>
        </Tooltip>
      )}
    </span>
  );
};
