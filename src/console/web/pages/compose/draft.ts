// What is being written. It is kept in memory alone, for who wrote it: it outlasts an error, another page and a new sign-in, and goes with
// the sign-out. Its key is the submit's Idempotency-Key, so that the same form tried again is the same request.
import { useEffect, useState } from 'react';
import type { Channel } from '../../api/answers.js';
import { queryClient } from '../../api/query-client.js';
import { DRAFT_KEY, useSession } from '../../api/session.js';
import { browserZone } from '../../texts/locale.js';

export interface Draft {
  source: 'paste' | 'file';
  pasted: string;
  file: File | null;
  /** Chosen by the user; null = detected from the file */
  column: number | null;
  hasHeader: boolean | null;
  channel: Channel;
  content: string;
  sender: string;
  priority: boolean;
  voiceOnFailure: boolean;
  zone: string;
  /** Asked for by themselves: half a time in a field is none, and must not send at once. */
  later: boolean;
  expires: boolean;
  /** Wall clock times in the zone, such as 2027-03-28T02:30 */
  start: string;
  expiry: string;
  /** Of a wall clock time that comes twice: the second one */
  startAgain: boolean;
  expiryAgain: boolean;
  key: string;
  /** Of the list of recipients, which is too long to be compared. */
  list: string;
}

export type Change = (fields: Partial<Draft>) => void;

const LIST: readonly (keyof Draft)[] = ['source', 'pasted', 'file', 'column', 'hasHeader'];

queryClient.setQueryDefaults([DRAFT_KEY], { gcTime: Number.POSITIVE_INFINITY, structuralSharing: false });

/** Not randomUUID, which there is over https alone. */
const newKey = (): string => Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');

const emptyDraft = (): Draft => ({
  source: 'paste',
  pasted: '',
  file: null,
  column: null,
  hasHeader: null,
  channel: 'text',
  content: '',
  sender: '',
  priority: false,
  voiceOnFailure: false,
  zone: browserZone(),
  later: false,
  expires: false,
  start: '',
  expiry: '',
  startAgain: false,
  expiryAgain: false,
  key: newKey(),
  list: newKey(),
});

interface Kept {
  draft: Draft;
  change: Change;
  /** Makes a new idempotency key: the next submit is another request, even if the form is unchanged. */
  renewKey: (of: Draft) => void;
  clear: () => void;
}

export function useDraft(): Kept {
  const { tenant, subject } = useSession();
  const [draft, setDraft] = useState(() => queryClient.getQueryData<Draft>([DRAFT_KEY, tenant, subject]) ?? emptyDraft());
  useEffect(() => {
    queryClient.setQueryData([DRAFT_KEY, tenant, subject], draft);
  }, [draft, tenant, subject]);
  return {
    draft,
    change: (fields) => {
      const list = LIST.some((name) => name in fields) ? { list: newKey() } : {};
      setDraft((before) => ({ ...before, ...fields, ...list, key: newKey() }));
    },
    renewKey: ({ key }) => {
      setDraft((before) => (before.key === key ? { ...before, key: newKey() } : before));
    },
    clear: () => {
      const next = emptyDraft();
      // Also where somebody has left the page before the answer came.
      queryClient.setQueryData([DRAFT_KEY, tenant, subject], next);
      setDraft(next);
    },
  };
}
