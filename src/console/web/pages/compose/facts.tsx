// Names and their values, under one another.
import { Table } from '@mantine/core';
import type { ReactElement, ReactNode } from 'react';

export type Row = readonly [name: string, value: ReactNode];

export function Facts({ rows }: { rows: readonly Row[] }): ReactElement {
  return (
    <Table variant="vertical" layout="fixed" withRowBorders={false} verticalSpacing={4}>
      <Table.Tbody>
        {rows.map(([name, value]) => (
          <Table.Tr key={name}>
            <Table.Th scope="row" fw={500}>
              {name}
            </Table.Th>
            <Table.Td style={{ overflowWrap: 'anywhere' }}>{value}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
