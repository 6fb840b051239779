// Redirects a user without a session to the sign-in page, and afterwards back to the requested page.
import { Container } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { lazy, type ReactElement, Suspense } from 'react';
import { Navigate, useLocation } from 'react-router';
import { sessionQuery } from '../api/session.js';
import { ErrorState, Loading } from './states.js';

/** The parts that only a signed-in user sees. */
const Shell = lazy(async () => ({ default: (await import('./shell.js')).Shell }));

export function Gate(): ReactElement {
  const { data, error, refetch } = useQuery(sessionQuery);
  const { pathname, search } = useLocation();
  const waiting = (
    <Container component="main" size="sm" py="xl">
      <Loading lines={3} />
    </Container>
  );
  if (data)
    return (
      <Suspense fallback={waiting}>
        <Shell />
      </Suspense>
    );
  if (data === null) {
    const path = `${pathname}${search}`;
    return <Navigate to={path === '/' ? '/sign-in' : `/sign-in?${new URLSearchParams({ return: path }).toString()}`} replace />;
  }
  if (!error) return waiting;
  return (
    <Container component="main" size="sm" py="xl">
      <ErrorState error={error} retry={() => void refetch()} />
    </Container>
  );
}
