// The form for a new request: recipients, content, times. A check before the submit is optional. A request is submitted once.
import { Fieldset, SimpleGrid, Stack } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { type ReactElement, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { queryClient } from '../../api/query-client.js';
import { useSettings } from '../../api/session.js';
import { Boundary } from '../../shell/boundary.js';
import { Page } from '../../shell/page.js';
import { useServerText } from '../../texts/server-text.js';
import { amountOf } from './amount.js';
import { ContentField, OptionFields } from './content-field.js';
import classes from './compose.module.css';
import { useDraft } from './draft.js';
import { type Faults, PLACES, placed, useFaults } from './faults.js';
import { listQuery, uniqueOf } from './list.js';
import { measured } from './measure.js';
import { RecipientsField } from './recipients-field.js';
import { needsAsking, SendDialog } from './send-dialog.js';
import { Sent } from './sent.js';
import { useSubmit } from './submit.js';
import { Summary } from './summary.js';
import { WhenFields } from './when-fields.js';

const PAUSE_OF_TYPING_MS = 200;

/** The list as it is now; undefined while it is read. */
function useList(draft: ReturnType<typeof useDraft>['draft']) {
  const { defaultCountry } = useSettings();
  const [settled] = useDebouncedValue(draft, PAUSE_OF_TYPING_MS);
  const { data, isError } = useQuery(listQuery(settled, defaultCountry));
  const isSettled = settled.list === draft.list;
  return { list: isSettled ? data : undefined, isUnreadable: isSettled && isError };
}

function Form({ kept, submission }: { kept: ReturnType<typeof useDraft>; submission: ReturnType<typeof useSubmit> }): ReactElement {
  const { t } = useTranslation('compose');
  const settings = useSettings();
  const said = useServerText();
  const form = useRef<HTMLFormElement>(null);
  const [attempts, setAttempts] = useState(0);
  const { draft, change } = kept;
  const read = useList(draft);
  const { list } = read;
  const { channel, content } = draft;
  const measure = useMemo(() => measured({ channel, content }, settings), [channel, content, settings]);
  const own = useFaults(draft, read, measure, settings, attempts > 0);
  const { faults: servers, rest } = placed(submission.failure, draft);
  const faults: Faults = Object.fromEntries(PLACES.map((place) => [place, own[place] ?? said(servers[place])]));
  const wanted = useFaults(draft, read, measure, settings, true);

  const [isAsked, setIsAsked] = useState(false);
  const amount = amountOf(submission.checked, list, measure, settings);

  const send = async (): Promise<void> => {
    // Whoever clicks before the list is read is asked about it as well, or not.
    const recipients =
      amount.recipients ?? (await queryClient.query(listQuery(draft, settings.defaultCountry)).then(uniqueOf, () => undefined));
    // It can't be read, which is said at its field.
    if (recipients === undefined) return;
    if (needsAsking(draft, recipients)) setIsAsked(true);
    else submission.start(false);
  };
  const attempt = (dryRun: boolean): void => {
    setAttempts(attempts + 1);
    if (PLACES.some((place) => wanted[place] !== undefined)) return;
    if (dryRun) submission.start(true);
    else void send();
  };
  // What is wrong is where one goes on.
  const { sending } = submission;
  const failed = submission.failure?.error;
  useEffect(() => {
    if (attempts > 0 || failed !== undefined) form.current?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus();
  }, [attempts, failed]);

  return (
    <form
      ref={form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        attempt(false);
      }}
    >
      <div className={classes.columns}>
        <Stack gap="md">
          <Fieldset legend={t('recipients')} disabled={sending}>
            <Boundary>
              <RecipientsField draft={draft} change={change} error={faults.recipients} list={list} />
            </Boundary>
          </Fieldset>
          <Fieldset legend={t('message')} disabled={sending}>
            <Boundary>
              <ContentField draft={draft} change={change} faults={faults} measure={measure} />
            </Boundary>
          </Fieldset>
          <SimpleGrid cols={{ base: 1, xl: 2 }}>
            <Fieldset legend={t('when')} disabled={sending}>
              <Boundary>
                <WhenFields draft={draft} change={change} faults={faults} />
              </Boundary>
            </Fieldset>
            <Fieldset legend={t('options')} disabled={sending}>
              <Boundary>
                <OptionFields draft={draft} change={change} faults={faults} />
              </Boundary>
            </Fieldset>
          </SimpleGrid>
        </Stack>
        <div className={classes.summary}>
          <Boundary name={t('estimate')}>
            <Summary
              {...{ list, measure, settings }}
              checked={submission.checked}
              checking={submission.checking}
              sending={sending}
              later={draft.later}
              error={rest}
              onCheck={() => {
                attempt(true);
              }}
            />
          </Boundary>
        </div>
      </div>
      <SendDialog
        opened={isAsked}
        {...{ draft, amount }}
        onClose={() => {
          setIsAsked(false);
        }}
        onSend={() => {
          setIsAsked(false);
          submission.start(false);
        }}
      />
    </form>
  );
}

export function ComposePage(): ReactElement {
  const { t } = useTranslation('compose');
  const kept = useDraft();
  const submission = useSubmit(kept);
  return (
    <Page title={t('title')}>
      {submission.sent === undefined ? (
        <Form kept={kept} submission={submission} />
      ) : (
        <Sent answer={submission.sent} onAnother={submission.another} />
      )}
    </Page>
  );
}
