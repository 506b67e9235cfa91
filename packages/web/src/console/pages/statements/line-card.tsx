import { SimpleGrid, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { Card } from '../../../ui/card.tsx';
import { formatNumber } from '../../../ui/format.ts';
import { formatMoney } from '../../../ui/money.ts';
import { hoursText } from '../../evidence/figures.ts';
import { amountSentence, decimalText, lineSentences, type StatementLine } from '../../evidence/periods.ts';
import classes from './statements.module.css';

interface Figure {
  readonly name: string;
  readonly text: string;
}

const figuresOf = (line: StatementLine): Figure[] => {
  const bought = { name: 'Bought', text: line.bought === null ? 'unlimited' : formatNumber(line.bought) };
  if (line.used !== null) {
    return [
      bought,
      { name: 'Used', text: formatNumber(line.used) },
      { name: 'Used in overdraft', text: formatNumber(line.overdraftUsed) },
    ];
  }
  return [
    bought,
    { name: 'Peak', text: formatNumber(line.peak) },
    { name: '99 % of the time at most', text: formatNumber(line.p99) },
    { name: 'Average', text: decimalText(line.average) },
    { name: 'Peak in overdraft', text: formatNumber(line.overdraftPeak) },
    { name: 'In overdraft, 99 % of the time', text: formatNumber(line.overdraftP99) },
    { name: 'Time in overdraft', text: hoursText(line.overdraftSeconds) },
    { name: 'Seat-hours in overdraft', text: decimalText(line.overdraftSeatHours) },
  ];
};

interface LineCardProps {
  readonly line: StatementLine;
  /** Opens the rows behind a figure; null: a draft has none yet. */
  readonly onOpen: ((figure: string) => void) | null;
}

/** One line of a statement: what it says in words, its figures, and its amount. */
export const LineCard = ({ line, onOpen }: LineCardProps) => {
  const { entitlementId, offeringName, sku, featureKey, amount, previousAmount, rate } = line;
  const money = amount !== null && rate ? formatMoney(amount, rate.currency) : null;
  return (
    <Card
      title={
        <>
          <Link to="/entitlements/$entitlementId" params={{ entitlementId }}>
            {offeringName}
          </Link>
          , {featureKey ?? 'seats'}
        </>
      }
      subtitle={sku}
      actions={
        <Text fw={700} size="lg">
          {money ?? 'not priced'}
        </Text>
      }
    >
      <Text>{[...lineSentences(line), amountSentence(line)].join(' ')}</Text>
      {previousAmount !== null && rate && (
        <Text>Before, it was said to be {formatMoney(previousAmount, rate.currency)}.</Text>
      )}
      <SimpleGrid component="dl" cols={{ base: 2, sm: 4 }} spacing="sm" mt="sm" mb={0}>
        {figuresOf(line).map(({ name, text }) => (
          <div key={name} className={classes.figure}>
            <dt>{name}</dt>
            <dd>
              {onOpen ? (
                <button
                  type="button"
                  onClick={() => onOpen(name)}
                  aria-label={`${name} ${text}: show the rows`}
                >
                  {text}
                </button>
              ) : (
                text
              )}
            </dd>
          </div>
        ))}
      </SimpleGrid>
    </Card>
  );
};
