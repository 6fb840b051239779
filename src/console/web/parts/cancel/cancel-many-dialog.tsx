// Cancels many requests, by IDs or by a filter. It asks for confirmation, then shows the result of each while the server answers.
import { Alert, Button, Group, Progress, Stack, Text } from '@mantine/core';
import { IconAlertTriangle, IconCheck, IconInfoCircle } from '../icons.js';
import { type ReactElement, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Dialog } from '../../shell/dialog.js';
import { ErrorState } from '../../shell/states.js';
import { useFormat } from '../../texts/format.js';
import { isCancellable } from '../entry-status/entry-status.js';
import { Forecast } from './forecast.js';
import { Outcomes } from './outcomes.js';
import { useForecast } from './use-forecast.js';
import { type Selection, useCancellations } from './use-cancellations.js';

interface CancelManyDialogProps {
  /** Null = closed. */
  selection: Selection | null;
  onClose: () => void;
}

export function CancelManyDialog({ selection, onClose }: CancelManyDialogProps): ReactElement {
  const { t } = useTranslation('cancel');
  // Nobody leaves by accident while it is under way: it would stop.
  const [isRunning, setRunning] = useState(false);
  return (
    <Dialog
      opened={selection !== null}
      onClose={onClose}
      title={t('manyTitle')}
      size="lg"
      withCloseButton={!isRunning}
      closeOnEscape={!isRunning}
      closeOnClickOutside={!isRunning}
    >
      {selection !== null && <Many selection={selection} onClose={onClose} onRunning={setRunning} />}
    </Dialog>
  );
}

interface ManyProps {
  selection: Selection;
  onClose: () => void;
  onRunning: (isRunning: boolean) => void;
}

function Many({ selection: given, onClose, onRunning }: ManyProps): ReactElement {
  const { t } = useTranslation('cancel');
  const format = useFormat();
  // What was confirmed, whatever is selected behind the dialog meanwhile.
  const [selection] = useState(given);
  const { phase, lines, cancelled, error, start, stop } = useCancellations(selection);
  const forecast = useForecast(selection, phase === 'asking');
  // Everything of them has ended for good.
  const isPointless = forecast !== undefined && !forecast.isPart && !isCancellable(forecast.statusShares);
  const all = 'ids' in selection ? selection.ids.length : null;
  const begin = (): void => {
    onRunning(true);
    void start().finally(() => {
      onRunning(false);
    });
  };

  if (phase === 'asking')
    return (
      <Stack>
        {'ids' in selection ? (
          <Text>{t('ofIds', { count: all ?? 0, total: format.number(all ?? 0) })}</Text>
        ) : (
          <>
            <Text>{t('ofFilter')}</Text>
            <Text fw={700}>{selection.words}</Text>
          </>
        )}
        {isPointless ? <Text fw={700}>{t('pointless')}</Text> : forecast && <Forecast {...forecast} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose} data-autofocus>
            {t('keep')}
          </Button>
          <Button color="red" onClick={begin} disabled={isPointless}>
            {all === null ? t('confirmFilter') : t('confirmIds', { count: all, total: format.number(all) })}
          </Button>
        </Group>
      </Stack>
    );

  const answered = lines.length;
  return (
    <Stack>
      {phase === 'running' && (
        <Progress
          value={all === null ? 100 : (100 * answered) / all}
          striped={all === null}
          animated={all === null}
          aria-label={t('running')}
        />
      )}
      <Text role="status" fw={700}>
        {all === null
          ? t('answered', { count: answered, total: format.number(answered) })
          : t('answeredOf', { total: format.number(answered), all: format.number(all) })}
        {' · '}
        {t('cancelledSum', { count: cancelled, total: format.number(cancelled) })}
      </Text>
      {phase === 'finished' && (
        <Alert role="status" variant="default" icon={<IconCheck aria-hidden />} title={t('finished')}>
          {answered === 0 ? t('noneMatches') : null}
        </Alert>
      )}
      {phase === 'stopped' && (
        <Alert role="status" variant="default" icon={<IconInfoCircle aria-hidden />} title={t('stopped')}>
          {t('stoppedHint')}
        </Alert>
      )}
      {phase === 'cut' && (
        <Alert role="alert" variant="outline" color="red" icon={<IconAlertTriangle aria-hidden />} title={t('cut')}>
          {t('cutHint')}
        </Alert>
      )}
      {phase === 'refused' && <ErrorState error={error} />}
      {answered > 0 && <Outcomes lines={lines} />}
      <Group justify="flex-end">
        {phase === 'running' ? (
          <Button key="stop" color="red" variant="outline" onClick={stop} autoFocus>
            {t('stop')}
          </Button>
        ) : (
          <>
            {phase !== 'finished' && (
              <Button color="red" onClick={begin}>
                {t('goOn')}
              </Button>
            )}
            <Button key="close" variant="default" onClick={onClose} autoFocus>
              {t('close')}
            </Button>
          </>
        )}
      </Group>
    </Stack>
  );
}
