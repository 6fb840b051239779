// A part of the page, with its heading.
import { Group, Paper, Stack, Title } from '@mantine/core';
import { type ReactElement, type ReactNode, useId } from 'react';
import cards from '../../shell/cards.module.css';

interface SectionProps {
  title: string;
  /** Beside the heading */
  actions?: ReactNode;
  children: ReactNode;
}

export function Section({ title, actions, children }: SectionProps): ReactElement {
  const id = useId();
  return (
    <Paper component="section" withBorder p="md" aria-labelledby={id} miw={0}>
      <Stack gap="sm">
        <Group justify="space-between" gap="xs">
          <Title order={2} size="h4" id={id}>
            {title}
          </Title>
          {actions}
        </Group>
        {children}
      </Stack>
    </Paper>
  );
}

/** What is wider than its place scrolls by itself, also by keyboard. */
export function Wide({ name, maxHeight, children }: { name: string; maxHeight?: number; children: ReactNode }): ReactElement {
  return (
    <div role="group" tabIndex={0} aria-label={name} className={cards.region} style={{ overflow: 'auto', maxHeight }}>
      {children}
    </div>
  );
}
