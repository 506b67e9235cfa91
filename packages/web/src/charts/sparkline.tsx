import classes from './usage-chart.module.css';
import type { UsageCourse } from './usage-course.ts';
import { usageGeometry } from './usage-geometry.ts';

interface SparklineProps {
  readonly course: UsageCourse;
  /** What it shows, for those who do not see it. */
  readonly label: string;
  readonly width?: number;
  readonly height?: number;
}

/** The chart in the size of a word: the same steps and lines, without figures. */
export const Sparkline = ({ course, label, width = 132, height = 30 }: SparklineProps) => {
  const box = { width, height, left: 1, right: 1, top: 6, bottom: 1 };
  const geometry = usageGeometry(course, box);
  return (
    <svg role="img" aria-label={label} width={width} height={height} className={classes.chart}>
      <path className={classes.within} d={geometry.within} />
      <path className={classes.over} d={geometry.over} />
      <path className={classes.bought} d={geometry.boughtLine} strokeWidth={1} />
      <path className={classes.cap} d={geometry.capLine} strokeWidth={1} />
      {geometry.denials.map(({ x, y }) => (
        <line
          key={`${x} ${y}`}
          className={classes.denied}
          x1={x}
          x2={x}
          y1={Math.max(1, y - 5)}
          y2={Math.max(4, y - 2)}
        />
      ))}
    </svg>
  );
};
