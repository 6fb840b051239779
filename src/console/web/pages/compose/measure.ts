// The length and the segments of a message, computed by the code of the server.
import { segmentsOf } from '../../../../messages/segments.js';
import type { Settings } from '../../api/session.js';
import type { Draft } from './draft.js';

export interface Measure {
  characters: number;
  most: number;
  /** Null for a call */
  segments: number | null;
  encoding: string | null;
}

export function measured({ channel, content }: Pick<Draft, 'channel' | 'content'>, settings: Settings): Measure {
  const characters = Array.from(content).length;
  if (channel === 'voice') return { characters, most: settings.voiceMaxLength, segments: null, encoding: null };
  const { segments, encoding } = segmentsOf(content);
  return { characters, most: settings.textMaxLength, segments, encoding };
}
