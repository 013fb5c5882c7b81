import {
  type ActionIconProps,
  createTheme,
  type CSSVariablesResolver,
  type MantineColorsTuple,
  type ModalProps,
  type NotificationProps,
  type PaperProps,
  type PasswordInputProps,
  type SelectProps,
  type TooltipProps,
} from '@mantine/core';

/** The one accent: a fern green. Shade 7 on white and white on shade 6 both have a contrast above 4.5. */
const fern: MantineColorsTuple = [
  '#eef8f4',
  '#d9efe6',
  '#b4dfce',
  '#86cdb3',
  '#5fd0b5',
  '#3ba587',
  '#157a64',
  '#0b6b57',
  '#095746',
  '#074537',
];

/** Neutral with a breath of blue. Shade 6 is text on white. */
const gray: MantineColorsTuple = [
  '#f7f8f8',
  '#f0f2f3',
  '#e6e9ec',
  '#d9dde2',
  '#c4cad1',
  '#939eaa',
  '#556372',
  '#414d5a',
  '#2d3743',
  '#1d2733',
];

const dark: MantineColorsTuple = [
  '#e6eaee',
  '#cbd3da',
  '#a2afbb',
  '#7f8d9a',
  '#3b4652',
  '#2c3641',
  '#222b34',
  '#1a2128',
  '#12171d',
  '#0c1014',
];

const defaults = <Props>(defaultProps: Partial<Props>) => ({ defaultProps });

export const theme = createTheme({
  colors: { fern, gray, dark },
  primaryColor: 'fern',
  primaryShade: { light: 7, dark: 6 },
  black: '#1d2733',
  autoContrast: true,
  // What the machine has: nothing is downloaded.
  fontFamily: 'system-ui, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif',
  fontFamilyMonospace: 'ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace',
  headings: {
    fontWeight: '650',
    sizes: {
      h1: { fontSize: '1.5rem', lineHeight: '1.25' },
      h2: { fontSize: '1.125rem', lineHeight: '1.35' },
      h3: { fontSize: '1rem', lineHeight: '1.4' },
    },
  },
  fontSizes: { xs: '0.75rem', sm: '0.875rem', md: '0.9375rem', lg: '1.0625rem', xl: '1.25rem' },
  defaultRadius: 'md',
  radius: { xs: '3px', sm: '5px', md: '8px', lg: '12px', xl: '20px' },
  cursorType: 'pointer',
  focusRing: 'auto',
  respectReducedMotion: true,
  // Not by the components' own `extend`, for which every page would have to load all of them.
  components: {
    ActionIcon: defaults<ActionIconProps>({ variant: 'subtle', color: 'gray' }),
    Modal: defaults<ModalProps>({ centered: true, closeButtonProps: { 'aria-label': 'Close' } }),
    Notification: defaults<NotificationProps>({ closeButtonProps: { 'aria-label': 'Close' } }),
    Paper: defaults<PaperProps>({ withBorder: true, radius: 'lg' }),
    PasswordInput: defaults<PasswordInputProps>({
      visibilityToggleFocusable: true,
      visibilityToggleButtonProps: { 'aria-label': 'Show the password' },
    }),
    // Its list is made when it is opened: a page of filters else makes all of them before it is seen.
    Select: defaults<SelectProps>({ comboboxProps: { keepMounted: false } }),
    Tooltip: defaults<TooltipProps>({
      events: { hover: true, focus: true, touch: true },
      withArrow: true,
      openDelay: 150,
    }),
  },
});

/** Where Mantine's own choices would be too pale to read, and the ground that cards lie on. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--ground': '#faf9f6',
    '--card': '#ffffff',
    '--line': '#e0e4e8',
    '--accent-soft': '#e9f4f0',
    '--mantine-color-dimmed': '#556372',
    '--mantine-color-placeholder': '#66727f',
    '--mantine-color-error': '#b3261e',
    '--mantine-color-anchor': '#0b6b57',
    '--mantine-color-body': '#ffffff',
    '--mantine-color-default-border': '#cdd3da',
    '--good': '#0b6b57',
    '--good-soft': '#e2f3ec',
    '--busy': '#1f5fa8',
    '--busy-soft': '#e6effa',
    '--warn': '#8a5300',
    '--warn-soft': '#fbf0dc',
    '--bad': '#b3261e',
    '--bad-soft': '#fcebe9',
    '--quiet': '#4e5b68',
    '--quiet-soft': '#eef0f2',
  },
  dark: {
    '--ground': '#14191f',
    '--card': '#1c232b',
    '--line': '#303a45',
    '--accent-soft': '#183830',
    '--mantine-color-dimmed': '#a2afbb',
    '--mantine-color-placeholder': '#8f9ba7',
    '--mantine-color-error': '#ff9c93',
    '--mantine-color-anchor': '#5fd0b5',
    '--mantine-color-body': '#1c232b',
    '--mantine-color-default-border': '#3f4b57',
    '--good': '#6fd8bf',
    '--good-soft': '#16372f',
    '--busy': '#8fc1ff',
    '--busy-soft': '#1a3050',
    '--warn': '#f2bd63',
    '--warn-soft': '#3d2f14',
    '--bad': '#ff9c93',
    '--bad-soft': '#452120',
    '--quiet': '#b3bec8',
    '--quiet-soft': '#29323b',
  },
});
