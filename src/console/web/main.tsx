// Starts the console in the browser.
import '@mantine/core/styles.css';
import './console.css';
import { MantineProvider } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { RouterProvider } from 'react-router/dom';
import { queryClient } from './api/query-client.js';
import { makeRouter } from './routes.js';
import { startTexts } from './texts/i18n.js';
import { legibleColours, theme } from './theme.js';

declare global {
  interface Window {
    __webpack_nonce__: string;
  }
}

// Styles that scripts add need the nonce of this page: Mantine's own, and those that lock scrolling behind a dialog, which look for
// the name that webpack gives it.
const nonce = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? '';
window.__webpack_nonce__ = nonce;

const root = document.getElementById('root');
if (root === null) throw new Error('The page has no root element');
await startTexts();
createRoot(root).render(
  <StrictMode>
    <MantineProvider theme={theme} cssVariablesResolver={legibleColours} defaultColorScheme="auto" getStyleNonce={() => nonce}>
      <QueryClientProvider client={queryClient}>
        <RouterProvider router={makeRouter()} />
      </QueryClientProvider>
    </MantineProvider>
  </StrictMode>,
);
