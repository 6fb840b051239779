// The selection of entries. A selected entry selects its request, since only whole requests can be cancelled.
import { Button, Group, Paper, Text } from '@mantine/core';
import { type ReactElement, useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { QueueEntryAnswer } from '../../api/answers.js';
import { CancelManyDialog } from '../../parts/cancel/cancel-many-dialog.js';
import { useFormat } from '../../texts/format.js';
import type { Search } from './search.js';

interface Selected {
  /** Request IDs by SMS IDs. */
  selected: ReadonlyMap<string, string>;
  select: (entries: readonly QueueEntryAnswer[], isSelected: boolean) => void;
  clear: () => void;
}

const NONE: ReadonlyMap<string, string> = new Map();

/** A new search clears the selection, so that no hidden entry is cancelled. */
export function useSelection(search: Search): Selected {
  const [held, setHeld] = useState({ search, selected: NONE });
  const select = useCallback(
    (entries: readonly QueueEntryAnswer[], isSelected: boolean): void => {
      setHeld((before) => {
        const selected = new Map(before.search === search ? before.selected : NONE);
        for (const { smsId, requestId } of entries) {
          if (isSelected) selected.set(smsId, requestId);
          else selected.delete(smsId);
        }
        return { search, selected };
      });
    },
    [search],
  );
  const clear = (): void => {
    setHeld({ search, selected: NONE });
  };
  return { selected: held.search === search ? held.selected : NONE, select, clear };
}

export function Selection({ selection: { selected, clear } }: { selection: Selected }): ReactElement | null {
  const { t } = useTranslation('queue');
  const format = useFormat();
  const requests = [...new Set(selected.values())];
  const [cancelled, setCancelled] = useState<{ ids: string[] } | null>(null);
  if (requests.length === 0) return null;
  return (
    <Paper withBorder p="xs" role="group" aria-label={t('selection')}>
      <Group gap="sm">
        <Text size="sm">
          {t('selected', { count: selected.size, total: format.number(selected.size) })}{' '}
          {t('ofRequests', { count: requests.length, total: format.number(requests.length) })}
        </Text>
        <Button
          color="red"
          size="xs"
          aria-haspopup="dialog"
          onClick={() => {
            setCancelled({ ids: requests });
          }}
        >
          {t('cancelRequests', { count: requests.length, total: format.number(requests.length) })}
        </Button>
        <Button variant="default" size="xs" onClick={clear}>
          {t('clearSelection')}
        </Button>
      </Group>
      <CancelManyDialog
        selection={cancelled}
        onClose={() => {
          setCancelled(null);
        }}
      />
    </Paper>
  );
}
