import { ColorInput, Group, SimpleGrid, Stack, Text } from '@mantine/core';
import { IconAlertTriangle, IconCheck } from '@tabler/icons-react';
import { contrastMin, contrastOf } from '../../../ui/contrast.ts';
import { accent, accentText, headerBack, headerText, portalColors } from '../../../ui/portal-theme.ts';
import { colorOf, type PortalValues } from './values.ts';

const surface = '#ffffff';

interface ColorsFieldsProps {
  readonly theme: PortalValues['themeOverrides'];
  readonly onChange: (theme: Record<string, string>) => void;
}

const ratio = new Intl.NumberFormat(undefined, { maximumFractionDigits: 1 });

const Contrast = ({
  what,
  one,
  other,
}: {
  readonly what: string;
  readonly one: string;
  readonly other: string;
}) => {
  const contrast = contrastOf(one, other);
  if (contrast === null) return null;
  const isEnough = contrast >= contrastMin;
  const Icon = isEnough ? IconCheck : IconAlertTriangle;
  return (
    <Group gap={6} wrap="nowrap" c={isEnough ? 'var(--lw-within)' : 'var(--lw-cap)'} align="flex-start">
      <Icon size={16} aria-hidden style={{ flexShrink: 0, marginTop: 2 }} />
      <Text size="sm">
        {what}: {ratio.format(contrast)} to 1
        {isEnough ? '' : `, too little to read well. At least ${ratio.format(contrastMin)} to 1 is needed.`}
      </Text>
    </Group>
  );
};

/** The colours, and whether what is written in them can be read. */
export const ColorsFields = ({ theme, onChange }: ColorsFieldsProps) => (
  <Stack gap="sm">
    <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm">
      {portalColors.map((color) => (
        <ColorInput
          key={color.key}
          label={color.label}
          format="hex"
          withEyeDropper={false}
          value={colorOf(theme, color)}
          onChange={(value) => onChange({ ...theme, [color.key]: value })}
        />
      ))}
    </SimpleGrid>
    <Stack gap={4} role="status" aria-label="Contrast">
      <Contrast what="Header" one={colorOf(theme, headerBack)} other={colorOf(theme, headerText)} />
      <Contrast what="Buttons" one={colorOf(theme, accent)} other={colorOf(theme, accentText)} />
      <Contrast what="Links on white" one={colorOf(theme, accent)} other={surface} />
    </Stack>
  </Stack>
);
