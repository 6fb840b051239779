// An ID as it is, one click to copy.
import { ActionIcon, CopyButton, Group, Text, Tooltip } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';

/** @param what it is called, for the button's name, such as “request ID” */
export function Copyable({ value, what }: { value: string; what: string }): ReactElement {
  const { t } = useTranslation();
  return (
    <Group gap={4} wrap="nowrap">
      <Text component="span" size="sm" ff="monospace">
        {value}
      </Text>
      <CopyButton value={value}>
        {({ copied, copy }) => (
          <Tooltip label={copied ? t('copied') : t('copy', { what })}>
            <ActionIcon variant="subtle" color="gray" size="sm" aria-label={copied ? t('copied') : t('copy', { what })} onClick={copy}>
              {copied ? <IconCheck size={14} aria-hidden /> : <IconCopy size={14} aria-hidden />}
            </ActionIcon>
          </Tooltip>
        )}
      </CopyButton>
    </Group>
  );
}
