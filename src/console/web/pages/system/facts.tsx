// Names and their values, as a list that a screen reader reads in pairs.
import { SimpleGrid, type SimpleGridProps, Text } from '@mantine/core';
import type { ReactElement, ReactNode } from 'react';

interface FactsProps {
  facts: readonly { name: string; value: ReactNode; more?: ReactNode }[];
  cols: SimpleGridProps['cols'];
  size?: 'sm' | 'xl';
}

export function Facts({ facts, cols, size = 'sm' }: FactsProps): ReactElement {
  return (
    <SimpleGrid component="dl" cols={cols} spacing="md" verticalSpacing="xs" m={0}>
      {facts.map(({ name, value, more }) => (
        <div key={name}>
          <Text component="dt" size="sm" c="dimmed">
            {name}
          </Text>
          <Text component="dd" m={0} size={size} fw={size === 'xl' ? 600 : 400} style={{ overflowWrap: 'anywhere' }}>
            {value}
          </Text>
          {more !== undefined && (
            <Text component="dd" m={0} size="sm" c="dimmed">
              {more}
            </Text>
          )}
        </div>
      ))}
    </SimpleGrid>
  );
}
