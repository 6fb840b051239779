// Who is not signed in is led to the sign-in page, and back to where they were afterwards.
import { Container } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { Navigate, useLocation } from 'react-router';
import { sessionQuery } from '../api/session.js';
import { Shell } from './shell.js';
import { ErrorState, Loading } from './states.js';

export function Gate(): ReactElement {
  const { data, error, refetch } = useQuery(sessionQuery);
  const { pathname, search } = useLocation();
  if (data) return <Shell />;
  if (data === null) {
    const path = `${pathname}${search}`;
    return <Navigate to={path === '/' ? '/sign-in' : `/sign-in?${new URLSearchParams({ return: path }).toString()}`} replace />;
  }
  return (
    <Container component="main" size="sm" py="xl">
      {error ? <ErrorState error={error} retry={() => void refetch()} /> : <Loading lines={3} />}
    </Container>
  );
}
