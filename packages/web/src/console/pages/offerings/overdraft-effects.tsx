import { Alert, Checkbox, Stack, Table, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { Reply } from '../../../api/wire.ts';
import { count, formatNumber } from '../../../ui/format.ts';
import { StateBadge } from '../../../ui/state-badge.tsx';
import { overdraftText } from '../../../ui/terms.ts';
import classes from '../../catalogue/offerings.module.css';

type Preview = Reply<'previewOfferingOverdraft'>;
type Effect = Preview['items'][number];

const standing = ({ overdraftSeatLimit, limits }: Effect['before']): string => {
  const { allowance, hardCap } = limits;
  if (hardCap === null) return 'unlimited';
  const extra = overdraftSeatLimit.type === 'percentage' ? `${overdraftText(overdraftSeatLimit)} = ` : '';
  return `${extra}${formatNumber(allowance)}, up to ${formatNumber(hardCap)}`;
};

/** `12 sold: 9 change, 1 is so already, 2 are left out`. */
const totalsText = ({ entitlements, altered, unchanged, leftOut }: Preview['totals']): string => {
  const parts = [
    `${formatNumber(altered)} ${altered === 1 ? 'changes' : 'change'}`,
    ...(unchanged > 0 ? [`${formatNumber(unchanged)} ${unchanged === 1 ? 'has' : 'have'} it already`] : []),
    ...(leftOut > 0 ? [`${formatNumber(leftOut)} ${leftOut === 1 ? 'is' : 'are'} left out`] : []),
  ];
  return `${count(entitlements, 'entitlement')} sold: ${parts.join(', ')}.`;
};

interface EffectRowProps {
  readonly effect: Effect;
  readonly isIncluded: boolean;
  readonly onInclude: (isIncluded: boolean) => void;
}

const EffectRow = ({ effect, isIncluded, onInclude }: EffectRowProps) => {
  const { id, customerName, leftOut, edited, belowUsage, before, after } = effect;
  const name = customerName ?? 'No customer';
  return (
    <Table.Tr>
      <Table.Td>
        <Link to="/entitlements/$entitlementId" params={{ entitlementId: id }}>
          {name}
        </Link>
      </Table.Td>
      <Table.Td ta="right" className={classes.figure}>
        {formatNumber(before.limits.bought)}
      </Table.Td>
      <Table.Td ta="right" className={classes.figure}>
        {standing(before)}
      </Table.Td>
      <Table.Td ta="right" className={classes.figure}>
        {standing(after)}
      </Table.Td>
      <Table.Td ta="right" className={classes.figure}>
        {formatNumber(after.limits.used)}
      </Table.Td>
      <Table.Td>
        <Stack gap={4} align="flex-start">
          {leftOut === 'exported' && <StateBadge state="off">on a local license server</StateBadge>}
          {edited && leftOut !== 'exported' && (
            <Checkbox
              size="xs"
              label="was edited: change it too"
              aria-label={`Change ${name} too, although it was edited`}
              checked={isIncluded}
              onChange={({ currentTarget }) => onInclude(currentTarget.checked)}
            />
          )}
          {belowUsage && leftOut === null && <StateBadge state="cap">over its new cap</StateBadge>}
          {!edited && !belowUsage && leftOut === null && <StateBadge state="within">changes</StateBadge>}
        </Stack>
      </Table.Td>
    </Table.Tr>
  );
};

const heads = ['Customer', 'Bought', 'Extra now', 'Extra then', 'In use', 'What happens'];
const isFigure = (index: number) => index > 0 && index < 5;

interface OverdraftEffectsProps {
  readonly preview: Preview;
  readonly included: ReadonlySet<string>;
  readonly onInclude: (entitlementId: string, isIncluded: boolean) => void;
  readonly isForced: boolean;
  readonly onForce: (isForced: boolean) => void;
}

/** What applying would make of what was sold already: nothing has happened yet. */
export const OverdraftEffects = (props: OverdraftEffectsProps) => {
  const { preview, included, onInclude, isForced, onForce } = props;
  const { totals, items, elementsTotal } = preview;
  return (
    <Stack gap="xs">
      <Text size="sm">
        {totalsText(totals)} Extra seats of those that change, together:{' '}
        {totals.allowanceBefore === null ? 'unlimited' : formatNumber(totals.allowanceBefore)} before,{' '}
        {totals.allowanceAfter === null ? 'unlimited' : formatNumber(totals.allowanceAfter)} then.
      </Text>
      {totals.belowUsage > 0 && (
        <Alert
          variant="outline"
          color="var(--lw-cap)"
          title={`${count(totals.belowUsage, 'entitlement')} would be over the new cap`}
          styles={{ root: { background: 'var(--lw-cap-back)' }, message: { color: 'var(--lw-text)' } }}
        >
          <Text size="sm" mb={6}>
            Nobody is cut off, but new seats are denied, and a seat whose lease ends is not renewed, until use
            has come down to the cap.
          </Text>
          <Checkbox
            label="I mean it: apply it there too"
            checked={isForced}
            onChange={({ currentTarget }) => onForce(currentTarget.checked)}
          />
        </Alert>
      )}
      {items.length > 0 && (
        <Table.ScrollContainer
          minWidth={620}
          mah={320}
          scrollAreaProps={{
            viewportProps: { tabIndex: 0, role: 'region', 'aria-label': 'What changes' },
          }}
        >
          <Table verticalSpacing={6} fz="sm">
            <Table.Thead>
              <Table.Tr>
                {heads.map((head, index) => (
                  <Table.Th
                    key={head}
                    {...(isFigure(index) ? { ta: 'right' as const, className: classes.figure } : {})}
                  >
                    {head}
                  </Table.Th>
                ))}
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {items.map((effect) => (
                <EffectRow
                  key={effect.id}
                  effect={effect}
                  isIncluded={included.has(effect.id)}
                  onInclude={(isIncluded) => onInclude(effect.id, isIncluded)}
                />
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
      {elementsTotal > items.length && (
        <Text size="sm" c="dimmed">
          The first {formatNumber(items.length)} of {formatNumber(elementsTotal)} are shown; all are changed.
        </Text>
      )}
    </Stack>
  );
};
