// What a wide screen has in a column of its own, on a small one.
import { Text } from '@mantine/core';
import type { ReactElement, ReactNode } from 'react';

/** Columns that are this one instead: `visibleFrom={WIDE}`. */
export const WIDE = 'sm';

export function Narrow({ name, children }: { name: string; children: ReactNode }): ReactElement {
  return (
    <Text size="xs" hiddenFrom={WIDE}>
      {name}: {children}
    </Text>
  );
}
