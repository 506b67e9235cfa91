import { createTheme, type MantineColorsTuple } from '@mantine/core';

/** Our blue: shade 6 carries white text at 5.2:1, shade 7 is the text of links on white. */
const blue: MantineColorsTuple = [
  '#e8f0fe',
  '#d3e2fc',
  '#a9c6f9',
  '#8fb4ff',
  '#5f92f0',
  '#3d78e6',
  '#2265dc',
  '#1a54bf',
  '#16479f',
  '#103678',
];

const dark: MantineColorsTuple = [
  '#e6eaf2',
  '#c9d1de',
  '#a3aec0',
  '#7f8a9c',
  '#3a4354',
  '#2a3242',
  '#1e2530',
  '#12171f',
  '#0d1117',
  '#080b10',
];

const closeButtonProps = { 'aria-label': 'Close' };

export const theme = createTheme({
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Liberation Sans", Arial, sans-serif',
  fontFamilyMonospace: 'ui-monospace, "SF Mono", Menlo, Consolas, "Liberation Mono", monospace',
  headings: { fontWeight: '650' },
  fontSizes: { xs: '0.75rem', sm: '0.8125rem', md: '0.875rem', lg: '1rem', xl: '1.25rem' },
  primaryColor: 'blue',
  primaryShade: { light: 6, dark: 6 },
  defaultRadius: 'md',
  colors: { blue, dark },
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    Tooltip: { defaultProps: { openDelay: 300, withArrow: true } },
    Button: { defaultProps: { size: 'sm' } },
    Modal: { defaultProps: { centered: true, closeButtonProps }, styles: { title: { fontWeight: 650 } } },
    Notification: { defaultProps: { closeButtonProps } },
    Drawer: { defaultProps: { closeButtonProps }, styles: { title: { fontWeight: 650 } } },
    // Without the role a dialog's header counts as a second banner of the page.
    ModalHeader: { defaultProps: { role: 'presentation' } },
    DrawerHeader: { defaultProps: { role: 'presentation' } },
  },
});
