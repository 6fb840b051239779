// The rows of the list; the next page comes when its end is seen, or is asked for.
import { Button, Checkbox, Group, Table, Text } from '@mantine/core';
import { useIntersection } from '@mantine/hooks';
import type { UseInfiniteQueryResult } from '@tanstack/react-query';
import { type ReactElement, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import type { RequestAnswer } from '../../api/answers.js';
import { useFormat } from '../../texts/format.js';
import { RequestRow } from './request-row.js';
import classes from './requests.module.css';

interface RequestTableProps {
  query: Pick<UseInfiniteQueryResult, 'hasNextPage' | 'isFetching' | 'isFetchingNextPage' | 'isFetchNextPageError' | 'fetchNextPage'>;
  requests: readonly RequestAnswer[];
  /** Null = nothing can be selected. */
  selected: ReadonlySet<string> | null;
  onSelect: (ids: readonly string[], isSelected: boolean) => void;
}

const COLUMNS = ['requestId', 'state', 'progress', 'recipients', 'message', 'sender', 'user', 'starts', 'submitted'] as const;

export function RequestTable({ query, requests, selected, onSelect }: RequestTableProps): ReactElement {
  const { t } = useTranslation('requests');
  const format = useFormat();
  const { ref, entry } = useIntersection();
  const { hasNextPage, isFetching, isFetchNextPageError, fetchNextPage } = query;
  const goesOn = entry?.isIntersecting === true && hasNextPage && !isFetching && !isFetchNextPageError;
  useEffect(() => {
    if (goesOn) void fetchNextPage();
  }, [goesOn, fetchNextPage]);
  const chosen = selected === null ? 0 : requests.filter(({ id }) => selected.has(id)).length;
  const count = requests.length;
  return (
    <>
      <div className={classes.region} role="region" tabIndex={0} aria-label={t('requests')}>
        <Table highlightOnHover>
          <Table.Thead>
            <Table.Tr>
              {selected !== null && (
                <Table.Th>
                  <Checkbox
                    aria-label={t('selectAll')}
                    checked={chosen > 0 && chosen === count}
                    indeterminate={chosen > 0 && chosen < count}
                    onChange={({ currentTarget: { checked } }) => {
                      onSelect(
                        requests.map(({ id }) => id),
                        checked,
                      );
                    }}
                  />
                </Table.Th>
              )}
              {COLUMNS.map((column) => (
                <Table.Th key={column} ta={column === 'recipients' ? 'end' : undefined}>
                  {t(column)}
                </Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {requests.map((request) => (
              <RequestRow key={request.id} request={request} isSelected={selected?.has(request.id) ?? null} onSelect={onSelect} />
            ))}
          </Table.Tbody>
        </Table>
      </div>
      <Group ref={ref} gap="sm">
        <Text size="sm" role="status">
          {t(hasNextPage ? 'loaded' : 'allLoaded', { count, total: format.number(count) })}
        </Text>
        {hasNextPage && (
          <Button variant="default" size="xs" loading={query.isFetchingNextPage} onClick={() => void fetchNextPage()}>
            {t('more')}
          </Button>
        )}
      </Group>
    </>
  );
}
