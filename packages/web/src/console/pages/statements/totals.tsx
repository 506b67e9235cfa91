import { nothing } from '../../../ui/format.ts';
import classes from '../../../ui/list/list.module.css';
import { formatChange, formatMoney } from '../../../ui/money.ts';

interface TotalsProps {
  readonly totals: readonly { readonly currency: string; readonly amount: number }[];
  /** Of a correction: what it adds. */
  readonly isChange: boolean;
}

/** What a statement comes to, a currency each. */
export const Totals = ({ totals, isChange }: TotalsProps) => {
  if (totals.length === 0) return nothing;
  const text = isChange ? formatChange : formatMoney;
  return (
    <span className={classes.loose}>
      {totals.map(({ currency, amount }) => text(amount, currency)).join(' and ')}
    </span>
  );
};
