// What became of each of many requests; only the rows that are seen are in the document.
import { Group, Text } from '@mantine/core';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type ReactElement, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { CancellationLine } from '../../api/answers.js';
import { useFormat } from '../../texts/format.js';
import { useServerText } from '../../texts/server-text.js';

const ROW_HEIGHT = 44;

export function Outcomes({ lines }: { lines: readonly CancellationLine[] }): ReactElement {
  const { t } = useTranslation('cancel');
  const format = useFormat();
  const reason = useServerText();
  const region = useRef<HTMLDivElement>(null);
  const virtualizer = useVirtualizer({
    count: lines.length,
    getScrollElement: () => region.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 10,
  });
  const outcome = ({ status, message, cancelled }: CancellationLine): string => {
    if (cancelled === undefined) return `${t('unknown')}: ${reason(message)}`;
    return status === 200 ? t('cancelledSum', { count: cancelled, total: format.number(cancelled) }) : reason(message);
  };
  return (
    <div
      ref={region}
      role="group"
      tabIndex={0}
      aria-label={t('outcomes')}
      style={{ height: Math.min(lines.length * ROW_HEIGHT, 264), overflowY: 'auto' }}
    >
      <ul style={{ height: virtualizer.getTotalSize(), position: 'relative', margin: 0, padding: 0, listStyle: 'none' }}>
        {virtualizer.getVirtualItems().map(({ index, start }) => {
          const line = lines[index];
          if (line === undefined) return null;
          return (
            <li
              key={index}
              aria-setsize={lines.length}
              aria-posinset={index + 1}
              style={{ position: 'absolute', insetInline: 0, height: ROW_HEIGHT, transform: `translateY(${start}px)` }}
            >
              <Group justify="space-between" gap="0 md">
                <Text component="span" size="sm" ff="monospace">
                  {line.requestId}
                </Text>
                <Text component="span" size="sm" c={line.cancelled === undefined ? 'red' : undefined}>
                  {outcome(line)}
                </Text>
              </Group>
            </li>
          );
        })}
      </ul>
    </div>
  );
}
