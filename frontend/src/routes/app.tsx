import { MantineProvider } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { setNonce } from 'get-nonce';
import { cssVariables, theme } from '@/ui/theme';
import { queryClient, router } from './router';

/** The nonce of this response; every style element that is made at run time carries it. */
const nonce =
  document.querySelector('meta[property="csp-nonce"]')?.getAttribute('content') ?? '';
setNonce(nonce);

export function App() {
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={cssVariables}
      defaultColorScheme="auto"
      getStyleNonce={() => nonce}
    >
      <QueryClientProvider client={queryClient}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </MantineProvider>
  );
}
