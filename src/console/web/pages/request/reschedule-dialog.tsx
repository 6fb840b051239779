// Changes the start of the waiting entries. The time is shown in the browser's zone, with its name, and in UTC.
import '@mantine/dates/styles.css';
import { Button, Group, Stack, Text } from '@mantine/core';
import { DateTimePicker } from '@mantine/dates';
import { IconCalendar } from '../../parts/icons.js';
import dayjs from 'dayjs';
import 'dayjs/locale/de';
import { type ReactElement, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RequestAnswer } from '../../api/answers.js';
import { ApiError } from '../../api/client.js';
import classes from '../../parts/dates/days.module.css';
import { Dialog } from '../../shell/dialog.js';
import { IN_MAIN } from '../../shell/in-main.js';
import { ErrorState } from '../../shell/states.js';
import { useFormat } from '../../texts/format.js';
import { browserZone } from '../../texts/locale.js';
import { useServerText } from '../../texts/server-text.js';
import { type Rescheduled, useSchedule } from './use-schedule.js';

interface RescheduleDialogProps {
  request: RequestAnswer;
  opened: boolean;
  onClose: () => void;
  onDone: (rescheduled: Rescheduled) => void;
}

export function RescheduleDialog({ opened, ...props }: RescheduleDialogProps): ReactElement {
  const { t } = useTranslation('request');
  return (
    <Dialog opened={opened} onClose={props.onClose} title={t('rescheduleTitle')}>
      {opened && <Reschedule {...props} />}
    </Dialog>
  );
}

const LOCAL = 'YYYY-MM-DD HH:mm:ss';

function Reschedule({ request, onClose, onDone }: Omit<RescheduleDialogProps, 'opened'>): ReactElement {
  const { t, i18n } = useTranslation('request');
  const format = useFormat();
  const said = useServerText();
  const id = useId();
  const [value, setValue] = useState(dayjs(request.startsAt).format(LOCAL));
  const [openedAt] = useState(Date.now);
  const schedule = useSchedule(request.id);
  const at = dayjs(value);
  const iso = at.isValid() ? at.toISOString() : request.startsAt;
  const ofField = schedule.error instanceof ApiError ? schedule.error.of('startsAt') : undefined;
  const isPast = at.valueOf() <= openedAt;
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        schedule.mutate({ startsAt: iso }, { onSuccess: onDone });
      }}
    >
      <Stack>
        <DateTimePicker
          label={t('startsAt')}
          // The name of a button is all that a screen reader says of it.
          aria-label={`${t('startsAt')}: ${format.dateTime(iso)}`}
          id={id}
          classNames={{ day: classes.day }}
          description={t('zone', { zone: browserZone() })}
          placeholder={t('chooseMoment')}
          error={said(ofField)}
          value={value}
          onChange={(chosen) => {
            if (chosen !== null) setValue(chosen);
          }}
          valueFormat={t('format')}
          locale={i18n.language}
          leftSection={<IconCalendar size={16} aria-hidden />}
          // The dialog is called like its button.
          popoverProps={{ id, portalProps: IN_MAIN }}
          timePickerProps={{ hoursInputLabel: t('hours'), minutesInputLabel: t('minutes'), 'aria-label': t('startsAt') }}
          submitButtonProps={{ 'aria-label': t('setTime') }}
          ariaLabels={{
            monthLevelControl: t('chooseMonth'),
            yearLevelControl: t('chooseYear'),
            nextMonth: t('nextMonth'),
            previousMonth: t('previousMonth'),
            nextYear: t('nextYear'),
            previousYear: t('previousYear'),
            nextDecade: t('nextDecade'),
            previousDecade: t('previousDecade'),
          }}
        />
        <Text size="sm" role="status">
          {isPast ? t(request.paused ? 'pastPaused' : 'past') : t('startsIn', { time: format.dateTime(iso), utc: format.utc(iso) })}
        </Text>
        {schedule.error && ofField === undefined && <ErrorState error={schedule.error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t('keep')}
          </Button>
          <Button type="submit" loading={schedule.isPending}>
            {t('move')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
