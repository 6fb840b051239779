// The theme of the console: Mantine's, with a text contrast of at least 4.5 : 1, which Mantine's greys and reds do not have.
import { createTheme, type CSSVariablesResolver } from '@mantine/core';
import { statusVariables } from './shell/status-colours.js';

export const theme = createTheme({
  // Fonts of the system: nothing is loaded from elsewhere.
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif',
  fontFamilyMonospace: 'ui-monospace, "Cascadia Code", "Segoe UI Mono", Menlo, Consolas, "Liberation Mono", monospace',
  primaryShade: 8,
  autoContrast: true,
  respectReducedMotion: true,
  cursorType: 'pointer',
});

const legible = (dimmed: string, error: string): Record<string, string> => ({
  '--mantine-color-dimmed': dimmed,
  '--mantine-color-placeholder': dimmed,
  '--mantine-color-error': error,
});

export const legibleColours: CSSVariablesResolver = ({ colors }) => ({
  variables: {},
  // The navigation's present page, also under the pointer.
  light: { ...legible(colors.gray[7], colors.red[9]), ...statusVariables('light'), '--mantine-color-blue-light-hover': colors.blue[1] },
  dark: { ...legible(colors.dark[1], colors.red[4]), ...statusVariables('dark') },
});
