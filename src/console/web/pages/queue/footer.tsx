// What follows the rows: how many there are, more of them, how far back was looked, or why it went no further.
import { Button, Group, Loader, Text } from '@mantine/core';
import { IconChevronsDown } from '../../parts/icons.js';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorState } from '../../shell/states.js';
import { useFormat } from '../../texts/format.js';
import type { Entries } from './entries.js';

export function Footer({ entries: { query, rows, searchedTo, isResting, more } }: { entries: Entries }): ReactElement {
  const { t } = useTranslation('queue');
  const format = useFormat();
  const { hasNextPage, isFetchingNextPage, isFetchNextPageError, error, fetchNextPage } = query;
  const count = { count: rows.length, total: format.number(rows.length) };
  if (isFetchNextPageError) return <ErrorState error={error} retry={() => void fetchNextPage()} />;
  const said = !hasNextPage
    ? t('allLoaded', count)
    : isResting && searchedTo !== null
      ? t('searchedTo', { ...count, time: format.dateTime(searchedTo) })
      : t('someLoaded', count);
  return (
    <Group gap="sm">
      <Text size="sm" role="status">
        {said}
      </Text>
      {hasNextPage && (
        <Button
          variant="default"
          size="xs"
          leftSection={isFetchingNextPage ? <Loader size={14} aria-hidden /> : <IconChevronsDown size={16} aria-hidden />}
          // Not disabled while it loads: that would take the focus away.
          aria-disabled={isFetchingNextPage}
          onClick={() => {
            if (!isFetchingNextPage) more();
          }}
        >
          {t(isResting ? 'further' : 'more')}
        </Button>
      )}
    </Group>
  );
}
