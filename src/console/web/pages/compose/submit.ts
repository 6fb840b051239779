// From the draft to the server: checked without being stored, or submitted once, however often it is clicked or tried again.
import { useMutation } from '@tanstack/react-query';
import { useRef } from 'react';
import type { SubmitAnswer } from '../../api/answers.js';
import { api, ApiError } from '../../api/client.js';
import { queryClient } from '../../api/query-client.js';
import { useSettings } from '../../api/session.js';
import type { Draft, useDraft } from './draft.js';
import { listQuery } from './list.js';
import { instantOf } from './zoned.js';

function messageOf(draft: Draft): object {
  const at = (wall: string, again: boolean): string => {
    const instant = instantOf(wall, draft.zone, again);
    // Never at once instead.
    if (instant === null) throw new Error('The time is none');
    return new Date(instant).toISOString();
  };
  const sender = draft.sender.trim();
  return {
    content: draft.content,
    priorityService: draft.priority,
    ...(draft.channel === 'voice' ? { channel: 'voicesms' } : { sendVoiceSmsOnFailure: draft.voiceOnFailure }),
    ...(sender !== '' && { sender }),
    ...(draft.later && { startTimestamp: at(draft.start, draft.startAgain) }),
    ...(draft.expires && { expiryTimestamp: at(draft.expiry, draft.expiryAgain) }),
  };
}

async function submit(draft: Draft, country: string | null, dryRun: boolean): Promise<SubmitAnswer> {
  const message = JSON.stringify(messageOf(draft));
  const { recipients } = await queryClient.query(listQuery(draft, country));
  return api('/api/v1/messages/sms', {
    method: 'POST',
    query: dryRun ? { dryRun } : {},
    body: new Blob([message, '\n', recipients]),
    headers: {
      'content-type': 'application/x-ndjson',
      prefer: 'return=representation',
      ...(!dryRun && { 'idempotency-key': draft.key }),
    },
  });
}

/** Answers that the server keeps under the key, or that will not change: the next attempt is another request. */
const isFinal = (error: unknown): boolean => error instanceof ApiError && [400, 413, 422].includes(error.status);

export function useSubmit({ draft, renewKey, clear }: ReturnType<typeof useDraft>) {
  // A second click comes before anything is shown of the first.
  const inHand = useRef(false);
  const { defaultCountry } = useSettings();
  const check = useMutation({ mutationFn: (of: Draft) => submit(of, defaultCountry, true) });
  const send = useMutation({
    mutationFn: (of: Draft) => submit(of, defaultCountry, false),
    onSuccess: clear,
    onError: (error, of) => {
      if (isFinal(error)) renewKey(of);
    },
  });
  const start = (dryRun: boolean): void => {
    if (inHand.current) return;
    inHand.current = true;
    const [mutation, other] = dryRun ? [check, send] : [send, check];
    other.reset();
    mutation.mutate(draft, {
      onSettled: () => {
        inHand.current = false;
      },
    });
  };
  const failed = [check, send].find(({ isError }) => isError);
  return {
    start,
    checking: check.isPending,
    sending: send.isPending,
    /** Of this draft as it is; a changed one is not checked yet. */
    checked: check.variables?.key === draft.key ? check.data : undefined,
    sent: send.data,
    another: send.reset,
    failure: failed?.isError === true ? { error: failed.error, draft: failed.variables } : null,
  };
}

export type Failure = ReturnType<typeof useSubmit>['failure'];
