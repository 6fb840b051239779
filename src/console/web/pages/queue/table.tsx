// The rows, of which only those near the window are drawn: scrolled by mouse and keys alike. A row that holds the focus stays.
import { Checkbox, Table } from '@mantine/core';
import { useVirtualizer, defaultRangeExtractor } from '@tanstack/react-virtual';
import { Fragment, type ReactElement, type ReactNode, type RefObject, useCallback, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { QueueEntryAnswer } from '../../api/answers.js';
import cards from '../../shell/cards.module.css';
import { useIsNarrow } from '../../shell/narrow.js';
import classes from './queue.module.css';
import { Row } from './row.js';

const ROW_HEIGHT = 44;
/** Of a row that is a card (queue.module.css): seven lines. */
const CARD_HEIGHT = 260;
const OVERSCAN = 8;
const COLUMNS = ['user', 'smsId', 'requestId', 'message', 'mobile', 'updated', 'status'] as const;

interface QueueTableProps {
  /** What scrolls */
  region: RefObject<HTMLDivElement | null>;
  rows: readonly QueueEntryAnswer[];
  /** All rows are there. */
  isWhole: boolean;
  /** Null = rows cannot be selected. */
  selected: ReadonlyMap<string, string> | null;
  onSelect: (entries: readonly QueueEntryAnswer[], isSelected: boolean) => void;
  onMessage: (entry: QueueEntryAnswer) => void;
  /** The first and the last that are seen. */
  onSeen: (first: number, last: number) => void;
  footer: ReactNode;
}

export function QueueTable({ region, rows, isWhole, selected, onSelect, onMessage, onSeen, footer }: QueueTableProps): ReactElement {
  const { t } = useTranslation('queue');
  const isNarrow = useIsNarrow(region);
  const rowHeight = isNarrow ? CARD_HEIGHT : ROW_HEIGHT;
  const [focused, setFocused] = useState<number | null>(null);
  const rangeExtractor = useCallback(
    (range: Parameters<typeof defaultRangeExtractor>[0]) => {
      const shown = defaultRangeExtractor(range);
      if (focused === null || focused >= range.count || shown.includes(focused)) return shown;
      return [...shown, focused].sort((a, b) => a - b);
    },
    [focused],
  );
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => region.current,
    estimateSize: () => rowHeight,
    overscan: OVERSCAN,
    rangeExtractor,
    // Under the heading that stays
    scrollPaddingStart: ROW_HEIGHT,
    onChange: ({ range }) => {
      if (range !== null) onSeen(range.startIndex, range.endIndex);
    },
  });
  useEffect(() => {
    virtualizer.measure();
  }, [virtualizer, rowHeight]);
  const items = virtualizer.getVirtualItems();
  const columns = COLUMNS.length + (selected === null ? 0 : 1);
  const chosen = selected === null ? 0 : rows.filter(({ smsId }) => selected.has(smsId)).length;
  const gap = (height: number): ReactNode =>
    height > 0 && (
      <tr aria-hidden style={{ height }}>
        <td colSpan={columns} className={classes.gap} />
      </tr>
    );
  return (
    <div ref={region} className={`${classes.region} ${cards.region}`} role="region" tabIndex={0} aria-label={t('entries')}>
      <Table
        className={`${classes.table} ${cards.table}`}
        role="table"
        stickyHeader={!isNarrow}
        aria-rowcount={isWhole ? rows.length + 1 : -1}
        verticalSpacing={0}
      >
        <Table.Thead>
          <Table.Tr aria-rowindex={1} h={isNarrow ? undefined : ROW_HEIGHT}>
            {selected !== null && (
              <Table.Th className={classes.select} data-label={t('selectAll')}>
                <Checkbox
                  aria-label={t('selectAll')}
                  checked={chosen > 0 && chosen === rows.length}
                  indeterminate={chosen > 0 && chosen < rows.length}
                  onChange={({ currentTarget: { checked } }) => {
                    onSelect(rows, checked);
                  }}
                />
              </Table.Th>
            )}
            {COLUMNS.map((column) => (
              <Table.Th key={column} data-name className={classes[column]}>
                {t(column)}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody
          onFocusCapture={({ target }) => {
            const index = target.closest('tr')?.dataset.index;
            setFocused(index === undefined ? null : Number(index));
          }}
          onBlurCapture={() => {
            setFocused(null);
          }}
        >
          {items.map(({ index, start }, place) => {
            const entry = rows[index];
            if (entry === undefined) return null;
            return (
              <Fragment key={entry.smsId}>
                {gap(start - (items[place - 1]?.end ?? 0))}
                <Row {...{ entry, index, onMessage, onSelect }} isSelected={selected?.has(entry.smsId) ?? null} />
              </Fragment>
            );
          })}
          {gap(virtualizer.getTotalSize() - (items.at(-1)?.end ?? 0))}
        </Table.Tbody>
      </Table>
      <div className={classes.footer}>{footer}</div>
    </div>
  );
}
