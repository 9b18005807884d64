import {
  createTheme,
  defaultVariantColorsResolver,
  type CSSVariablesResolver,
  type MantineColorsTuple,
  type VariantColorsResolver,
} from '@mantine/core';

/** The one accent: a deep teal. Shade 7 on white and shade 4 on dark both pass 4.5:1. */
const teal: MantineColorsTuple = [
  '#ebf6f5',
  '#d6ebe9',
  '#abd9d5',
  '#7ec8c2',
  '#58b9b1',
  '#359f98',
  '#1f867f',
  '#106c68',
  '#0b5a56',
  '#074542',
];

/** Mantine's dark greys are warm; these match our surfaces. */
const ink: MantineColorsTuple = [
  '#d5d9db',
  '#b4babd',
  '#90989c',
  '#6e767a',
  '#4b5155',
  '#33383a',
  '#272b2d',
  '#1e2122',
  '#191b1c',
  '#121415',
];

/** Text on the accent differs by scheme, which Mantine's own contrast rule does not know. */
const variantColors: VariantColorsResolver = (input) => {
  const resolved = defaultVariantColorsResolver(input);
  const accent = input.color === undefined || input.color === 'accent';
  return input.variant === 'filled' && accent
    ? { ...resolved, color: 'var(--on-accent)' }
    : resolved;
};

export const theme = createTheme({
  colors: { accent: teal, dark: ink },
  primaryColor: 'accent',
  primaryShade: { light: 7, dark: 4 },
  variantColorResolver: variantColors,
  fontFamily: "'Inter Variable', system-ui, sans-serif",
  headings: {
    fontFamily: "'Inter Variable', system-ui, sans-serif",
    fontWeight: '620',
    sizes: {
      h1: { fontSize: '1.5rem', lineHeight: '1.3' },
      h2: { fontSize: '1.0625rem', lineHeight: '1.4' },
      h3: { fontSize: '0.9375rem', lineHeight: '1.4' },
    },
  },
  fontSizes: { xs: '0.75rem', sm: '0.8125rem', md: '0.875rem', lg: '1rem', xl: '1.125rem' },
  spacing: { xs: '0.25rem', sm: '0.5rem', md: '0.75rem', lg: '1rem', xl: '1.5rem' },
  radius: { xs: '0.25rem', sm: '0.25rem', md: '0.375rem', lg: '0.5rem', xl: '0.75rem' },
  defaultRadius: 'md',
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    Button: { defaultProps: { size: 'sm' } },
    Checkbox: { defaultProps: { iconColor: 'var(--on-accent)' } },
    Anchor: { defaultProps: { underline: 'hover' } },
    Modal: {
      defaultProps: { centered: true, overlayProps: { backgroundOpacity: 0.45 } },
      styles: {
        content: { background: 'var(--surface)', border: '1px solid var(--line)' },
        header: { background: 'var(--surface)' },
        title: { fontSize: '1rem', fontWeight: 620 },
      },
    },
    // A dialog's head is a `header` element, which would be a second banner of the page.
    ModalHeader: { defaultProps: { role: 'presentation' } },
    Table: { defaultProps: { verticalSpacing: 'sm', horizontalSpacing: 'md' } },
    SegmentedControl: {
      styles: {
        root: { background: 'var(--surface-sunken)', boxShadow: 'inset 0 0 0 1px var(--line)', maxWidth: '100%', overflowX: 'auto' },
      },
    },
    Tooltip: { defaultProps: { withArrow: true, multiline: true, maw: 320, openDelay: 200 } },
  },
});

/** Mantine's dimmed text and borders fail AA on our surfaces; these pass. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-body': '#fbfbfa',
    '--mantine-color-text': '#1c2022',
    '--mantine-color-dimmed': '#565d61',
    '--mantine-color-placeholder': '#676e73',
    '--mantine-color-error': '#b42318',
    '--mantine-color-red-outline': '#b42318',
    '--mantine-color-default-border': '#d5d8d9',
  },
  dark: {
    '--mantine-color-body': '#17191a',
    '--mantine-color-text': '#e4e6e7',
    '--mantine-color-dimmed': '#a5acb0',
    '--mantine-color-placeholder': '#969ea3',
    '--mantine-color-error': '#ff9d92',
    '--mantine-color-red-outline': '#ff9d92',
    '--mantine-color-default': '#202324',
    '--mantine-color-default-border': '#3b4043',
  },
});
