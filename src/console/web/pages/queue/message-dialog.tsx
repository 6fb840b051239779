// The whole message of an entry.
import { Modal, Paper, Stack, Text } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { QueueEntryAnswer } from '../../api/answers.js';
import { IN_MAIN } from '../../shell/in-main.js';
import classes from './queue.module.css';

export function MessageDialog({ entry, onClose }: { entry: QueueEntryAnswer | null; onClose: () => void }): ReactElement {
  const { t } = useTranslation('queue');
  return (
    <Modal
      opened={entry !== null}
      onClose={onClose}
      portalProps={IN_MAIN}
      title={t('messageContent')}
      size="lg"
      closeButtonProps={{ 'aria-label': t('close') }}
    >
      {entry && (
        <Stack gap="sm">
          <Text size="sm">{t('messageTo', { mobile: entry.mobile, user: entry.user })}</Text>
          <Paper withBorder p="sm" className={classes.whole}>
            {entry.content}
          </Paper>
        </Stack>
      )}
    </Modal>
  );
}
