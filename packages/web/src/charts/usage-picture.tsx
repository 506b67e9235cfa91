import { formatNumber } from '../ui/format.ts';
import { limitLabels, spread } from './limit-labels.ts';
import classes from './usage-chart.module.css';
import type { UsageGeometry } from './usage-geometry.ts';
import { useChartWords } from './words.tsx';

/** At the right is room for what the lines are called, so that no label lies over the use. */
export const chartBox = { left: 52, right: 66, top: 22, bottom: 28 };
const box = chartBox;

/** Two labels closer than this would touch. */
const labelHeight = 28;
const charWidth = 7;

/** The counts that have room beside each other; one denial needs no figure. */
const countsShown = (denials: UsageGeometry['denials']): UsageGeometry['denials'] => {
  let free = Number.NEGATIVE_INFINITY;
  return denials.filter(({ x, count }) => {
    const half = (formatNumber(count).length * charWidth) / 2 + 2;
    if (count < 2 || x - half < free) return false;
    free = x + half;
    return true;
  });
};

interface LineLabelProps {
  readonly className: string | undefined;
  readonly x: number;
  /** Of its first line of text. */
  readonly y: number;
  readonly name: string;
  readonly value: number;
}

const LineLabel = ({ className, x, y, name, value }: LineLabelProps) => (
  <text className={className} x={x} y={y}>
    <tspan x={x}>{name}</tspan>
    <tspan x={x} dy={13}>
      {formatNumber(value)}
    </tspan>
  </text>
);

const labelClasses = { bought: classes.boughtLabel, cap: classes.capLabel, own: classes.ownCapLabel };

interface UsagePictureProps {
  readonly geometry: UsageGeometry;
  readonly width: number;
  readonly height: number;
}

/** The chart but for what moves: use, limits, denials. */
export const UsagePicture = ({ geometry, width, height }: UsagePictureProps) => {
  const words = useChartWords();
  const { y, ticks, latest, isCapOut } = geometry;
  const right = width - box.right;
  const named = [
    { className: classes.capLabel, name: words.keyCap, value: isCapOut ? null : latest.hardCap },
    { className: classes.ownCapLabel, name: words.ownCapShort, value: latest.ownCap ?? null },
    { className: classes.boughtLabel, name: words.keyBought, value: latest.bought },
  ].flatMap((each) => (each.value === null ? [] : [{ ...each, value: each.value }]));
  const places = spread(
    named.map(({ value }) => y(value) - 2),
    labelHeight,
  );
  const counts = countsShown(geometry.denials);
  const room = { left: box.left, right, top: 0, bottom: height - box.bottom };
  const marks = geometry.denials.map(({ x, y: markY, count }) => {
    const half = Math.max(3, count > 1 ? (formatNumber(count).length * charWidth) / 2 : 0);
    return { left: x - half, right: x + half, top: markY - (count > 1 ? 28 : 14), bottom: markY };
  });
  const labels = limitLabels(geometry, room, formatNumber, marks, {
    bought: words.keyBought,
    cap: words.capShort,
    own: words.ownCapShort,
  });
  return (
    <>
      {ticks.map((tick) => (
        <g key={tick}>
          <line className={classes.grid} x1={box.left} x2={right} y1={y(tick)} y2={y(tick)} />
          <text className={classes.tick} x={box.left - 8} y={y(tick)} dy="0.32em" textAnchor="end">
            {formatNumber(tick)}
          </text>
        </g>
      ))}
      <path className={classes.within} d={geometry.within} />
      <path className={classes.over} d={geometry.over} />
      <path className={classes.line} d={geometry.line} />
      <path className={classes.bought} d={geometry.boughtLine} />
      <path className={classes.cap} d={geometry.capLine} />
      <path className={classes.ownCap} d={geometry.ownCapLine} />
      {geometry.denials.map((denial) => (
        <line
          key={`${denial.x} ${denial.y}`}
          className={classes.denied}
          x1={denial.x}
          x2={denial.x}
          y1={Math.max(2, denial.y - 12)}
          y2={Math.max(8, denial.y - 3)}
        />
      ))}
      {counts.map((denial) => (
        <text
          key={`${denial.x} ${denial.y}`}
          className={classes.deniedCount}
          x={denial.x}
          y={Math.max(10, denial.y - 16)}
          textAnchor="middle"
        >
          {formatNumber(denial.count)}
        </text>
      ))}
      {labels.map(({ kind, text, x, y: baseline }) => (
        <text key={`${text} ${x} ${baseline}`} className={labelClasses[kind]} x={x} y={baseline}>
          {text}
        </text>
      ))}
      {named.map((each, index) => (
        <LineLabel key={each.name} {...each} x={right + 6} y={places[index] ?? 0} />
      ))}
      {isCapOut && (
        <text className={classes.capLabel} x={box.left + 6} y={box.top - 8}>
          {words.farAbove(latest.hardCap ?? 0)}
        </text>
      )}
      <line
        className={classes.ground}
        x1={box.left}
        x2={right}
        y1={height - box.bottom}
        y2={height - box.bottom}
      />
    </>
  );
};
