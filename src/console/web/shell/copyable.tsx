// An ID as it is, one click to copy.
import { ActionIcon, CopyButton, Group, Text, Tooltip } from '@mantine/core';
import { IconCheck, IconCopy } from '../parts/icons.js';
import type { ReactElement, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { IN_MAIN } from './in-main.js';

interface CopyableProps {
  value: string;
  /** What it is called, for the button's name, such as “request ID” */
  what: string;
  /** Shown instead of the value, such as a link */
  children?: ReactNode;
}

export function Copyable({ value, what, children }: CopyableProps): ReactElement {
  const { t } = useTranslation();
  return (
    <Group gap={4} wrap="nowrap">
      {children ?? (
        <Text component="span" size="sm" ff="monospace">
          {value}
        </Text>
      )}
      <CopyButton value={value}>
        {({ copied, copy }) => (
          <Tooltip label={copied ? t('copied') : t('copy', { what })} portalProps={IN_MAIN}>
            <ActionIcon variant="subtle" color="gray" size="sm" aria-label={copied ? t('copied') : t('copy', { what })} onClick={copy}>
              {copied ? <IconCheck size={14} aria-hidden /> : <IconCopy size={14} aria-hidden />}
            </ActionIcon>
          </Tooltip>
        )}
      </CopyButton>
    </Group>
  );
}
