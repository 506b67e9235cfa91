import { formatNumber, nothing } from '../../ui/format.ts';

/** Figures of evidence as they are read. */

/** `103 / 100 + 20`: used, bought, and what may be used beyond, before which it may break. */
export const seatsText = (used: number, bought: number, hardCap: number | null): string => {
  const beyond =
    hardCap === null
      ? ' +\u00a0unlimited'
      : hardCap > bought
        ? ` +\u00a0${formatNumber(hardCap - bought)}`
        : '';
  return `${formatNumber(used)}\u00a0/\u00a0${formatNumber(bought)}${beyond}`;
};

/** Hours, with minutes where there are few. */
export const hoursText = (seconds: number): string => {
  if (seconds === 0) return '0 h';
  if (seconds < 3_600) return `${formatNumber(Math.ceil(seconds / 60))} min`;
  return `${formatNumber(Math.round(seconds / 3_600))} h`;
};

export const percentText = (rate: number | null): string =>
  rate === null ? nothing : `${formatNumber(Math.round(rate))} %`;
