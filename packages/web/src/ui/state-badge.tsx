import classes from './state-badge.module.css';

/** within: green; overdraft: amber; cap: at the hard cap or denied, red; off: unknown, ended or switched off, grey. */
export type State = 'within' | 'overdraft' | 'cap' | 'off';

/** A state in its colour and in words. */
export const StateBadge = ({ state, children }: { readonly state: State; readonly children: string }) => (
  <span className={`${classes.badge} ${classes[state]}`}>{children}</span>
);

/** The state of a count of seats (or of anything else with the same three lines) and its words. */
export const stateOfSeats = (used: number, bought: number, cap: number | null): [State, string] => {
  if (cap !== null && used >= cap && used > 0) return ['cap', 'at hard cap'];
  if (used > bought) return ['overdraft', 'overdraft'];
  return ['within', 'within'];
};
