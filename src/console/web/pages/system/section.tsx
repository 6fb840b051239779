// A part of the page, which a screen reader finds by its heading.
import { Paper, Stack, Title } from '@mantine/core';
import { type ReactElement, type ReactNode, useId } from 'react';

export function Section({ title, children }: { title: string; children: ReactNode }): ReactElement {
  const id = useId();
  return (
    <Paper component="section" aria-labelledby={id} withBorder p={{ base: 'sm', sm: 'md' }}>
      <Stack gap="md">
        <Title order={2} size="h4" id={id}>
          {title}
        </Title>
        {children}
      </Stack>
    </Paper>
  );
}
