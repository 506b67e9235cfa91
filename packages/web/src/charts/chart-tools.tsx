import { ActionIcon, Group, Tooltip } from '@mantine/core';
import { IconTable, IconZoomIn, IconZoomOut } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import classes from './usage-chart.module.css';
import { useChartWords } from './words.tsx';

interface ToolProps {
  readonly label: string;
  /** The key that does the same. */
  readonly shortcut: string;
  readonly icon: ReactNode;
  readonly isPressed?: boolean;
  readonly onClick: () => void;
}

const Tool = ({ label, shortcut, icon, isPressed, onClick }: ToolProps) => (
  <Tooltip label={`${label} (${shortcut})`}>
    <ActionIcon variant="subtle" color="gray" aria-label={label} aria-pressed={isPressed} onClick={onClick}>
      {icon}
    </ActionIcon>
  </Tooltip>
);

interface ChartToolsProps {
  /** By a factor below 1 in, above 1 out; undefined: the chart cannot be zoomed. */
  readonly onZoom: ((factor: number) => void) | undefined;
  readonly asTable: boolean;
  readonly onTable: () => void;
}

/** Zoom and table, for the mouse. */
export const ChartTools = ({ onZoom, asTable, onTable }: ChartToolsProps) => {
  const words = useChartWords();
  return (
    <Group gap={4} wrap="nowrap" className="no-print">
      {onZoom && (
        <>
          <Tool
            label={words.zoomIn}
            shortcut="+"
            icon={<IconZoomIn size={16} />}
            onClick={() => onZoom(0.5)}
          />
          <Tool
            label={words.zoomOut}
            shortcut="-"
            icon={<IconZoomOut size={16} />}
            onClick={() => onZoom(2)}
          />
        </>
      )}
      <Tool
        label={words.asTable}
        shortcut="T"
        icon={<IconTable size={16} />}
        isPressed={asTable}
        onClick={onTable}
      />
    </Group>
  );
};

interface LegendProps {
  readonly hasCap: boolean;
  readonly hasOwnCap: boolean;
}

export const Legend = ({ hasCap, hasOwnCap }: LegendProps) => {
  const words = useChartWords();
  return (
    <Group gap="md" className={classes.legend} aria-hidden>
      <span className={classes.keyWithin}>{words.keyUsed}</span>
      <span className={classes.keyOver}>{words.keyOverdraft}</span>
      <span className={classes.keyBought}>{words.keyBought}</span>
      {hasCap && <span className={classes.keyCap}>{words.keyCap}</span>}
      {hasOwnCap && <span className={classes.keyOwnCap}>{words.keyOwnCap}</span>}
      <span className={classes.keyDenied}>{words.keyDenied}</span>
    </Group>
  );
};
