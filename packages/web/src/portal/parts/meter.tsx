import { useTexts } from '../texts/use-texts.tsx';
import classes from './meter.module.css';

interface MeterProps {
  readonly used: number;
  readonly bought: number | null;
  /** Where requests are denied; null: nowhere. */
  readonly limit: number | null;
}

const width = 100;

/** What is in use of what was bought and of the limit, as a bar: in amber what is beyond the bought. */
export const Meter = ({ used, bought, limit }: MeterProps) => {
  const { seats } = useTexts();
  const whole = Math.max(1, used, bought ?? 0, limit ?? 0);
  const share = (value: number) => (width * value) / whole;
  const within = Math.min(used, bought ?? used);
  return (
    <svg
      role="img"
      aria-label={seats.meter(used, bought, limit)}
      className={classes.meter}
      viewBox={`0 0 ${width} 10`}
      preserveAspectRatio="none"
    >
      <rect className={classes.room} width={width} height={10} />
      <rect className={classes.within} width={share(within)} height={10} />
      <rect className={classes.over} x={share(within)} width={share(used - within)} height={10} />
      {bought !== null && bought < whole && (
        <line className={classes.bought} x1={share(bought)} x2={share(bought)} y1={0} y2={10} />
      )}
    </svg>
  );
};
