// Which page stands at which address below /console, and which scope it needs. Each page is a file of its own that is loaded with it.
import { lazy } from 'react';
import { createBrowserRouter, redirect } from 'react-router';
import { takeReturnPath } from './pages/sign-in/return-path.js';
import { SignInPage } from './pages/sign-in/sign-in-page.js';
import { Gate } from './shell/gate.js';
import { BrokenFrame, BrokenPage, NotFoundPage, Scoped } from './shell/problem-pages.js';

const ComposePage = lazy(async () => ({ default: (await import('./pages/compose/compose-page.js')).ComposePage }));
const QueuePage = lazy(async () => ({ default: (await import('./pages/queue/queue-page.js')).QueuePage }));
const RequestPage = lazy(async () => ({ default: (await import('./pages/request/request-page.js')).RequestPage }));
const RequestsPage = lazy(async () => ({ default: (await import('./pages/requests/requests-page.js')).RequestsPage }));
const SystemPage = lazy(async () => ({ default: (await import('./pages/system/system-page.js')).SystemPage }));

const scoped = (path: string, scope: Parameters<typeof Scoped>[0]['scope'], page: React.ReactElement) => ({
  path,
  element: <Scoped scope={scope}>{page}</Scoped>,
});

export const makeRouter = () =>
  createBrowserRouter(
    [
      { path: '/sign-in', element: <SignInPage />, errorElement: <BrokenFrame /> },
      {
        path: '/',
        element: <Gate />,
        errorElement: <BrokenFrame />,
        children: [
          {
            errorElement: <BrokenPage />,
            children: [
              { index: true, loader: () => redirect(takeReturnPath()) },
              scoped('queue', 'messages:read', <QueuePage />),
              scoped('requests', 'messages:read', <RequestsPage />),
              scoped('requests/:id', 'messages:read', <RequestPage />),
              scoped('compose', 'messages:send', <ComposePage />),
              scoped('system', 'system:read', <SystemPage />),
              { path: '*', element: <NotFoundPage /> },
            ],
          },
        ],
      },
    ],
    { basename: '/console' },
  );
