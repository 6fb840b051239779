// The whole message of an entry.
import { Paper, Stack, Text } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { QueueEntryAnswer } from '../../api/answers.js';
import { Dialog } from '../../shell/dialog.js';
import classes from './queue.module.css';

export function MessageDialog({ entry, onClose }: { entry: QueueEntryAnswer | null; onClose: () => void }): ReactElement {
  const { t } = useTranslation('queue');
  return (
    <Dialog opened={entry !== null} onClose={onClose} title={t('messageContent')} size="lg">
      {entry && (
        <Stack gap="sm">
          <Text size="sm">{t('messageTo', { mobile: entry.mobile, user: entry.user })}</Text>
          <Paper withBorder p="sm" className={classes.whole}>
            {entry.content}
          </Paper>
        </Stack>
      )}
    </Dialog>
  );
}
