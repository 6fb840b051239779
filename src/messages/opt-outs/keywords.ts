// What a message asks for that consists of a keyword alone: the words that providers obey by themselves. Sources: Twilio
// (help.twilio.com, “Twilio support for opt-out keywords”, with the FCC's of 2025), Vonage (Opt-Out Assist), Clickatell (its
// STOP/SUBSCRIBE commands).
import { visible } from '../../platform/phone/visible.js';

export type Wish = 'stop' | 'start' | 'help';

/** As {@link plain} leaves them. STOPALL asks to hear of no sender any more. */
const KNOWN: Readonly<Record<Wish, readonly string[]>> = {
  stop: ['STOP', 'STOPALL', 'UNSUBSCRIBE', 'CANCEL', 'END', 'QUIT', 'OPTOUT', 'REVOKE'],
  start: ['START', 'YES', 'UNSTOP', 'SUBSCRIBE'],
  help: ['HELP', 'INFO'],
};

const OF_ALL_SENDERS = 'STOPALL';
/** A keyword has no more, whatever is around it. */
const LONGEST = 64;

export interface Keyword {
  wish: Wish;
  word: string;
  /** Of every sender, not only of the one that was written to. */
  everyone: boolean;
}

/** In capitals, Turkish ones too, without what people put around and inside a word: “Stop.”, “opt out”, “OPT-OUT”. */
const plain = (text: string): string =>
  text
    .normalize('NFKC')
    .replace(/[\s\p{P}\p{Z}]/gu, '')
    .toUpperCase()
    .replaceAll('İ', 'I');
const wordOf = (text: string): string => plain(visible(text));

export class Keywords {
  private readonly wishes = new Map<string, Wish>();

  /** @param stop further ones, @param start too: none changes what a known one means */
  constructor(stop: readonly string[] = [], start: readonly string[] = []) {
    const further: Partial<Record<Wish, readonly string[]>> = { stop: stop.map(wordOf), start: start.map(wordOf) };
    for (const wish of ['stop', 'start', 'help'] as const) for (const word of KNOWN[wish]) this.wishes.set(word, wish);
    for (const wish of ['stop', 'start'] as const)
      for (const word of further[wish] ?? []) if (word !== '' && !this.wishes.has(word)) this.wishes.set(word, wish);
  }

  /**
   * Undefined for every message that says anything more, or anything else.
   * @param told what the provider says that it is, and has obeyed: it knows its own keywords best
   */
  in(content: string, told?: Wish): Keyword | undefined {
    const found = this.found(content);
    return told === undefined || found?.wish === told ? found : { wish: told, word: told.toUpperCase(), everyone: false };
  }

  private found(content: string): Keyword | undefined {
    // What doesn't show has no length either.
    const text = visible(content).trim();
    if (text.length > LONGEST) return undefined;
    const word = plain(text);
    const wish = this.wishes.get(word);
    return wish === undefined ? undefined : { wish, word, everyone: word === OF_ALL_SENDERS };
  }
}
