import { ActionIcon, Group, Text, Tooltip } from '@mantine/core';
import { useElementSize } from '@mantine/hooks';
import { IconTable, IconZoomIn, IconZoomOut } from '@tabler/icons-react';
import { type KeyboardEvent, type PointerEvent, useMemo, useState } from 'react';
import { formatNumber } from '../ui/format.ts';
import { timeTicks } from './time-axis.ts';
import classes from './usage-chart.module.css';
import { type Piece, readingOf, type UsageCourse } from './usage-course.ts';
import { UsageFigures } from './usage-figures.tsx';
import { usageGeometry } from './usage-geometry.ts';
import { chartBox as box, UsagePicture } from './usage-picture.tsx';

interface UsageChartProps {
  readonly course: UsageCourse;
  readonly timeZone: string;
  /** What is counted, for those who hear the chart: "Seats in use of Northwind Tools". */
  readonly label: string;
  readonly height?: number;
  /** Asks for another range, in epoch ms; without it the chart cannot be zoomed. */
  readonly onZoom?: (from: number, to: number) => void;
}

const whenOf = (timeZone: string) => {
  const format = new Intl.DateTimeFormat(undefined, {
    ...{ timeZone, weekday: 'short', day: 'numeric', month: 'short', hour: 'numeric', minute: '2-digit' },
  });
  return ({ start }: Piece) => format.format(start);
};

/** In words what the picture shows, for those who do not see it. */
const description = (pieces: readonly Piece[]): string => {
  const most = pieces.reduce((highest, { used }) => Math.max(highest, used ?? 0), 0);
  const denied = pieces.reduce((sum, { denials }) => sum + denials, 0);
  return `Highest ${formatNumber(most)}, ${formatNumber(denied)} requests denied.`;
};

const Legend = ({ hasCap }: { readonly hasCap: boolean }) => (
  <Group gap="md" className={classes.legend} aria-hidden>
    <span className={classes.keyWithin}>in use</span>
    <span className={classes.keyOver}>overdraft</span>
    <span className={classes.keyBought}>bought</span>
    {hasCap && <span className={classes.keyCap}>hard cap</span>}
    <span className={classes.keyDenied}>denied</span>
  </Group>
);

/** The piece under a place; the nearest one where there is none. */
const pieceAt = (pieces: readonly Piece[], at: number): number => {
  const found = pieces.findLastIndex(({ start }) => start <= at);
  return Math.max(0, found);
};

export const UsageChart = ({ course, timeZone, label, height = 300, onZoom }: UsageChartProps) => {
  const { ref, width: measured } = useElementSize();
  const width = Math.max(280, measured || 720);
  const geometry = useMemo(() => usageGeometry(course, { ...box, width, height }), [course, width, height]);
  const ticks = useMemo(
    () => timeTicks(course.from, course.to, timeZone, Math.max(2, Math.floor(width / 90))),
    [course, timeZone, width],
  );
  const [chosen, setChosen] = useState<number | null>(null);
  const [dragged, setDragged] = useState<{ from: number; to: number } | null>(null);
  const [asTable, setAsTable] = useState(false);
  const { pieces, x } = geometry;
  const when = useMemo(() => whenOf(timeZone), [timeZone]);
  const piece = chosen === null ? undefined : pieces[chosen];

  const instantAt = ({ clientX, currentTarget }: PointerEvent<SVGSVGElement>) => {
    const place = clientX - currentTarget.getBoundingClientRect().left - box.left;
    const share = Math.min(1, Math.max(0, place / (width - box.left - box.right)));
    return course.from + share * (course.to - course.from);
  };
  const zoom = (factor: number) => {
    const middle = piece ? (piece.start + piece.end) / 2 : (course.from + course.to) / 2;
    const half = Math.max(1_800_000, ((course.to - course.from) * factor) / 2);
    onZoom?.(Math.round(middle - half), Math.round(middle + half));
  };
  const move = (by: number) =>
    setChosen((before) =>
      Math.min(pieces.length - 1, Math.max(0, (before ?? (by > 0 ? -1 : pieces.length)) + by)),
    );
  const onKeyDown = (event: KeyboardEvent) => {
    const keys: Record<string, () => void> = {
      ArrowRight: () => move(1),
      ArrowLeft: () => move(-1),
      Home: () => setChosen(0),
      End: () => setChosen(pieces.length - 1),
      '+': () => zoom(0.5),
      '=': () => zoom(0.5),
      '-': () => zoom(2),
      t: () => setAsTable((before) => !before),
      Escape: () => setChosen(null),
    };
    const act = keys[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (!act || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    act();
  };
  const finishDrag = () => {
    if (dragged && onZoom && Math.abs(x(dragged.to) - x(dragged.from)) > 8) {
      onZoom(Math.round(Math.min(dragged.from, dragged.to)), Math.round(Math.max(dragged.from, dragged.to)));
    }
    setDragged(null);
  };

  return (
    <div ref={ref}>
      <Group justify="space-between" wrap="nowrap" mih={30} gap="xs">
        <Text size="sm" aria-live="polite" className={classes.reading}>
          {piece ? `${when(piece)}: ${readingOf(piece, formatNumber)}` : description(pieces)}
        </Text>
        <Group gap={4} wrap="nowrap" className="no-print">
          {onZoom && (
            <>
              <Tooltip label="Zoom in (+)">
                <ActionIcon variant="subtle" color="gray" aria-label="Zoom in" onClick={() => zoom(0.5)}>
                  <IconZoomIn size={16} />
                </ActionIcon>
              </Tooltip>
              <Tooltip label="Zoom out (-)">
                <ActionIcon variant="subtle" color="gray" aria-label="Zoom out" onClick={() => zoom(2)}>
                  <IconZoomOut size={16} />
                </ActionIcon>
              </Tooltip>
            </>
          )}
          <Tooltip label="Show as a table (T)">
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label="Show as a table"
              aria-pressed={asTable}
              onClick={() => setAsTable((before) => !before)}
            >
              <IconTable size={16} />
            </ActionIcon>
          </Tooltip>
        </Group>
      </Group>
      <svg
        role="img"
        aria-label={`${label}. ${description(pieces)}`}
        width={width}
        height={height}
        viewBox={`0 0 ${width} ${height}`}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: the arrow keys walk through the chart
        tabIndex={0}
        className={classes.chart}
        onKeyDown={onKeyDown}
        onPointerMove={(event) => {
          const at = instantAt(event);
          setChosen(pieces.length > 0 ? pieceAt(pieces, at) : null);
          if (dragged) setDragged({ ...dragged, to: at });
        }}
        onPointerDown={(event) => {
          if (!onZoom || event.button !== 0) return;
          const at = instantAt(event);
          setDragged({ from: at, to: at });
        }}
        onPointerUp={finishDrag}
        onPointerLeave={() => {
          setChosen(null);
          setDragged(null);
        }}
      >
        {dragged && (
          <rect
            className={classes.brush}
            x={Math.min(x(dragged.from), x(dragged.to))}
            width={Math.abs(x(dragged.to) - x(dragged.from))}
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
      <Legend hasCap={course.limits.some(({ hardCap }) => hardCap !== null)} />
      {asTable && <UsageFigures pieces={pieces} when={when} />}
    </div>
  );
};
