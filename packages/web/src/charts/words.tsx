import { createContext, type ReactNode, useContext } from 'react';
import { count, formatNumber } from '../ui/format.ts';

/** What the chart says. The console speaks English; the portal gives it the words of the reader's language. */
export interface ChartWords {
  readonly from: string;
  readonly used: string;
  readonly bought: string;
  readonly hardCap: string;
  readonly ownCap: string;
  readonly denied: string;
  readonly keyUsed: string;
  readonly keyOverdraft: string;
  readonly keyBought: string;
  readonly keyCap: string;
  /** Of the cap that the customer set for itself. */
  readonly keyOwnCap: string;
  readonly keyDenied: string;
  /** Of a cap that held once: there is little room. */
  readonly capShort: string;
  /** The same of the customer's own. */
  readonly ownCapShort: string;
  readonly zoomIn: string;
  readonly zoomOut: string;
  readonly asTable: string;
  /** Of the whole picture, for those who do not see it. */
  readonly summary: (highest: number, denied: number) => string;
  readonly ofBought: (used: number, bought: number) => string;
  readonly left: (left: number) => string;
  readonly noCap: string;
  readonly deniedCount: (denied: number) => string;
  readonly unknown: string;
  readonly none: string;
  readonly unlimited: string;
  readonly farAbove: (cap: number) => string;
}

export const englishChart: ChartWords = {
  from: 'From',
  used: 'Used',
  bought: 'Bought',
  hardCap: 'Hard cap',
  ownCap: 'Own cap',
  denied: 'Denied',
  keyUsed: 'in use',
  keyOverdraft: 'overdraft',
  keyBought: 'bought',
  keyCap: 'hard cap',
  keyOwnCap: 'the customer’s own cap',
  keyDenied: 'denied',
  capShort: 'cap',
  ownCapShort: 'own cap',
  zoomIn: 'Zoom in',
  zoomOut: 'Zoom out',
  asTable: 'Show as a table',
  summary: (highest, denied) => `Highest ${formatNumber(highest)}, ${count(denied, 'request')} denied.`,
  ofBought: (used, bought) => `${formatNumber(used)} of ${formatNumber(bought)} bought`,
  left: (left) => `${formatNumber(left)} left`,
  noCap: 'no hard cap',
  deniedCount: (denied) => `${formatNumber(denied)} denied`,
  unknown: 'nothing is known',
  none: 'none',
  unlimited: 'unlimited',
  farAbove: (cap) => `hard cap ${formatNumber(cap)}, far above`,
};

const Words = createContext(englishChart);

export const useChartWords = (): ChartWords => useContext(Words);

export const ChartWordsProvider = ({
  words,
  children,
}: {
  readonly words: ChartWords;
  readonly children: ReactNode;
}) => <Words.Provider value={words}>{children}</Words.Provider>;
