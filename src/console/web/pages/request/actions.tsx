// The actions on waiting entries, and the exact number of changed entries.
import { Alert, Button, Group } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconArrowBackUp, IconCalendar, IconCheck, IconPlayerPause, IconPlayerPlay, IconX } from '../../parts/icons.js';
import { type ReactElement, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RequestAnswer } from '../../api/answers.js';
import { CancelDialog } from '../../parts/cancel/cancel-dialog.js';
import { isCancellable, isMoving, statusSharesOf } from '../../parts/entry-status/entry-status.js';
import { ErrorState } from '../../shell/states.js';
import { useFormat } from '../../texts/format.js';
import { RescheduleDialog } from './reschedule-dialog.js';
import { type Rescheduled, useSchedule } from './use-schedule.js';

export function Actions({ request }: { request: RequestAnswer }): ReactElement {
  const { t } = useTranslation('request');
  const schedule = useSchedule(request.id);
  const [rescheduled, setRescheduled] = useState<Rescheduled | null>(null);
  const [isCancelling, cancelling] = useDisclosure();
  const [isRecalling, recalling] = useDisclosure();
  const [isRescheduling, rescheduling] = useDisclosure();
  const statusShares = statusSharesOf(request.counts);
  const canSchedule = statusShares.waiting > 0;
  const done = (change: Rescheduled): void => {
    schedule.reset();
    setRescheduled(change);
    rescheduling.close();
  };
  return (
    <>
      {isMoving(statusShares) ? (
        <Group gap="xs">
          <Button
            variant="default"
            size="xs"
            loading={schedule.isPending}
            disabled={!canSchedule}
            leftSection={request.paused ? <IconPlayerPlay size={16} aria-hidden /> : <IconPlayerPause size={16} aria-hidden />}
            onClick={() => {
              setRescheduled(null);
              schedule.mutate({ paused: !request.paused }, { onSuccess: setRescheduled });
            }}
          >
            {t(request.paused ? 'resume' : 'pause')}
          </Button>
          <Button
            variant="default"
            size="xs"
            disabled={!canSchedule}
            leftSection={<IconCalendar size={16} aria-hidden />}
            onClick={rescheduling.open}
          >
            {t('reschedule')}
          </Button>
          <Button color="red" size="xs" leftSection={<IconX size={16} aria-hidden />} onClick={cancelling.open}>
            {t('cancel')}
          </Button>
        </Group>
      ) : (
        isCancellable(statusShares) && (
          <Group>
            <Button variant="default" size="xs" leftSection={<IconArrowBackUp size={16} aria-hidden />} onClick={recalling.open}>
              {t('recall')}
            </Button>
          </Group>
        )
      )}
      {schedule.error && <ErrorState error={schedule.error} />}
      {rescheduled && (
        <Reached
          rescheduled={rescheduled}
          onClose={() => {
            setRescheduled(null);
          }}
        />
      )}
      <CancelDialog id={isCancelling ? request.id : null} onClose={cancelling.close} />
      <CancelDialog id={isRecalling ? request.id : null} isRecall onClose={recalling.close} />
      <RescheduleDialog request={request} opened={isRescheduling} onClose={rescheduling.close} onDone={done} />
    </>
  );
}

function Reached({ rescheduled: { asked, answer }, onClose }: { rescheduled: Rescheduled; onClose: () => void }): ReactElement {
  const { t } = useTranslation('request');
  const format = useFormat();
  const what = 'startsAt' in asked ? 'movedNow' : asked.paused ? 'pausedNow' : 'resumedNow';
  return (
    <Alert role="status" variant="default" icon={<IconCheck aria-hidden />} withCloseButton closeButtonLabel={t('close')} onClose={onClose}>
      {t(what, { count: answer.changed, total: format.number(answer.changed), time: format.dateTime(answer.startsAt) })}
    </Alert>
  );
}
