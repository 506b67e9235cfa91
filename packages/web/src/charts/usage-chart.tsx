import { Group, Text } from '@mantine/core';
import { useElementSize } from '@mantine/hooks';
import { type PointerEvent, useMemo } from 'react';
import { localeInUse } from '../ui/format.ts';
import { ChartTools, Legend } from './chart-tools.tsx';
import { timeTicks } from './time-axis.ts';
import classes from './usage-chart.module.css';
import { type Piece, readingOf, type UsageCourse } from './usage-course.ts';
import { UsageFigures } from './usage-figures.tsx';
import { usageGeometry } from './usage-geometry.ts';
import { chartBox as box, UsagePicture } from './usage-picture.tsx';
import { useChartView } from './use-chart-view.ts';
import { type ChartWords, useChartWords } from './words.tsx';

interface UsageChartProps {
  readonly course: UsageCourse;
  readonly timeZone: string;
  /** What is counted, for those who hear the chart: "Seats in use of Northwind Tools". */
  readonly label: string;
  readonly height?: number;
  /** Asks for another range, in epoch ms; without it the chart cannot be zoomed. */
  readonly onZoom?: (from: number, to: number) => void;
}

const minuteMs = 60_000;

/** With seconds where the steps are shorter than minutes tell apart. */
const whenOf = (timeZone: string, isExact: boolean) => {
  const format = new Intl.DateTimeFormat(localeInUse(), {
    ...{ timeZone, weekday: 'short', day: 'numeric', month: 'short', hour: 'numeric', minute: '2-digit' },
    ...(isExact ? { second: '2-digit' } : {}),
  });
  return ({ start }: Piece) => format.format(start);
};

/** In words what the picture shows, for those who do not see it. */
const description = (pieces: readonly Piece[], words: ChartWords): string => {
  const most = pieces.reduce((highest, { used }) => Math.max(highest, used ?? 0), 0);
  const denied = pieces.reduce((sum, { denials }) => sum + denials, 0);
  return words.summary(most, denied);
};

/** Narrower than this it was a click. */
const dragLeastPx = 8;

export const UsageChart = ({ course, timeZone, label, height = 300, onZoom }: UsageChartProps) => {
  const words = useChartWords();
  const { ref, width: measured } = useElementSize();
  const width = Math.max(280, measured || 720);
  const geometry = useMemo(() => usageGeometry(course, { ...box, width, height }), [course, width, height]);
  const ticks = useMemo(
    () => timeTicks(course.from, course.to, timeZone, Math.max(2, Math.floor(width / 72)), localeInUse()),
    [course, timeZone, width],
  );
  const { pieces, x } = geometry;
  const isExact = pieces.some(({ start }) => start % minuteMs !== 0);
  const when = useMemo(() => whenOf(timeZone, isExact), [timeZone, isExact]);
  const view = useChartView(course, pieces, onZoom);
  const { piece, marked } = view;

  const instantAt = ({ clientX, currentTarget }: PointerEvent<SVGSVGElement>) => {
    const place = clientX - currentTarget.getBoundingClientRect().left - box.left;
    const share = Math.min(1, Math.max(0, place / (width - box.left - box.right)));
    return course.from + share * (course.to - course.from);
  };
  const reading = piece ? `${when(piece)}: ${readingOf(piece, words)}` : description(pieces, words);

  return (
    <div ref={ref}>
      <Group justify="space-between" wrap="nowrap" mih={30} gap="xs">
        <Text size="sm" aria-live="polite" className={classes.reading}>
          {reading}
        </Text>
        <ChartTools onZoom={onZoom && view.zoom} asTable={view.asTable} onTable={view.toggleTable} />
      </Group>
      <svg
        role="img"
        aria-label={`${label}. ${description(pieces, words)}`}
        aria-keyshortcuts={
          onZoom ? 'ArrowLeft ArrowRight Shift+ArrowRight Enter + - T' : 'ArrowLeft ArrowRight T'
        }
        width={width}
        height={height}
        viewBox={`0 0 ${width} ${height}`}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: the arrow keys walk through the chart
        tabIndex={0}
        className={classes.chart}
        onKeyDown={view.onKeyDown}
        onPointerMove={(event) => view.point(instantAt(event))}
        onPointerDown={(event) => {
          if (event.button !== 0) return;
          // So that a drag goes on where the chart ends.
          event.currentTarget.setPointerCapture(event.pointerId);
          view.press(instantAt(event));
        }}
        onPointerUp={() => view.release(({ from, to }) => x(to) - x(from) > dragLeastPx)}
        onPointerCancel={() => view.release(() => false)}
        onPointerLeave={view.forget}
      >
        {marked && (
          <rect
            className={classes.brush}
            x={x(marked.from)}
            width={Math.max(1, x(marked.to) - x(marked.from))}
            y={box.top}
            height={height - box.top - box.bottom}
          />
        )}
        <UsagePicture geometry={geometry} width={width} height={height} />
        {ticks.map(({ at, label: text }) => (
          <text key={at} className={classes.tick} x={x(at)} y={height - 8} textAnchor="middle">
            {text}
          </text>
        ))}
        {piece && (
          <line
            className={classes.cursor}
            x1={x((piece.start + piece.end) / 2)}
            x2={x((piece.start + piece.end) / 2)}
            y1={box.top}
            y2={height - box.bottom}
          />
        )}
      </svg>
      <Legend
        hasCap={course.limits.some(({ hardCap }) => hardCap !== null)}
        hasOwnCap={course.limits.some(({ ownCap = null }) => ownCap !== null)}
      />
      {view.asTable && <UsageFigures pieces={pieces} when={when} />}
    </div>
  );
};
