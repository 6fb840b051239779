// The rows of the list; the next page comes when its end is seen, or is asked for.
import { Button, Checkbox, Group, Table, Text } from '@mantine/core';
import { useIntersection } from '@mantine/hooks';
import type { UseInfiniteQueryResult } from '@tanstack/react-query';
import { type ReactElement, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import type { RequestAnswer } from '../../api/answers.js';
import { isMoving, statusSharesOf } from '../../parts/entry-status/entry-status.js';
import { useFormat } from '../../texts/format.js';
import { RequestRow } from './request-row.js';
import cards from '../../shell/cards.module.css';
import classes from './requests.module.css';

interface RequestTableProps {
  query: Pick<UseInfiniteQueryResult, 'hasNextPage' | 'isFetching' | 'isFetchingNextPage' | 'isFetchNextPageError' | 'fetchNextPage'>;
  requests: readonly RequestAnswer[];
  /** Null = rows cannot be selected. */
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
  const count = requests.length;
  // What has ended is not to be cancelled.
  const open = requests.filter(({ counts }) => isMoving(statusSharesOf(counts)));
  const chosen = selected === null ? 0 : open.filter(({ id }) => selected.has(id)).length;
  return (
    <>
      <div className={`${classes.region} ${cards.region}`} role="region" tabIndex={0} aria-label={t('requests')}>
        <Table highlightOnHover className={`${classes.table} ${cards.table}`} role="table">
          <Table.Thead>
            <Table.Tr>
              {selected !== null && (
                <Table.Th className={classes.select} data-label={t('selectAll')}>
                  <Checkbox
                    aria-label={t('selectAll')}
                    disabled={open.length === 0}
                    checked={chosen > 0 && chosen === open.length}
                    indeterminate={chosen > 0 && chosen < open.length}
                    onChange={({ currentTarget: { checked } }) => {
                      onSelect(
                        open.map(({ id }) => id),
                        checked,
                      );
                    }}
                  />
                </Table.Th>
              )}
              {COLUMNS.map((column) => (
                <Table.Th
                  key={column}
                  data-name
                  className={`${classes[column] ?? ''} ${column === 'recipients' ? (classes.number ?? '') : ''}`}
                >
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
