// The meaning of messages that consist of one keyword: the keywords that providers execute themselves. Sources: Twilio
// (help.twilio.com, “Twilio support for opt-out keywords”, with the FCC's of 2025), Vonage (Opt-Out Assist), Clickatell (its
// STOP/SUBSCRIBE commands).
import { visible } from '../../platform/phone/visible.js';

export type Wish = 'stop' | 'start' | 'help';

/** In the form of {@link plain}. STOPALL is an opt-out from all senders. */
const KNOWN: Readonly<Record<Wish, readonly string[]>> = {
  stop: ['STOP', 'STOPALL', 'UNSUBSCRIBE', 'CANCEL', 'END', 'QUIT', 'OPTOUT', 'REVOKE'],
  start: ['START', 'YES', 'UNSTOP', 'SUBSCRIBE'],
  help: ['HELP', 'INFO'],
};

const OF_ALL_SENDERS = 'STOPALL';
/** The longest text with a keyword, punctuation included. */
const LONGEST = 64;

export interface Keyword {
  wish: Wish;
  word: string;
  /** The keyword applies to every sender, not only to the addressed one. */
  everyone: boolean;
}

/** In capitals (Turkish İ becomes I), without spaces and punctuation: “Stop.”, “opt out”, “OPT-OUT”. */
const plain = (text: string): string =>
  text
    .normalize('NFKC')
    .replace(/[\s\p{P}\p{Z}]/gu, '')
    .toUpperCase()
    .replaceAll('İ', 'I');
const wordOf = (text: string): string => plain(visible(text));

export class Keywords {
  private readonly wishes = new Map<string, Wish>();

  /** @param stop further keywords @param start further keywords. They never change the meaning of a known keyword */
  constructor(stop: readonly string[] = [], start: readonly string[] = []) {
    const further: Partial<Record<Wish, readonly string[]>> = { stop: stop.map(wordOf), start: start.map(wordOf) };
    for (const wish of ['stop', 'start', 'help'] as const) for (const word of KNOWN[wish]) this.wishes.set(word, wish);
    for (const wish of ['stop', 'start'] as const)
      for (const word of further[wish] ?? []) if (word !== '' && !this.wishes.has(word)) this.wishes.set(word, wish);
  }

  /**
   * @param recognised the meaning that the provider recognised and executed. It wins, since a provider knows its own keywords
   * @returns undefined if the message is not exactly one keyword
   */
  in(content: string, recognised?: Wish): Keyword | undefined {
    const found = this.found(content);
    return recognised === undefined || found?.wish === recognised
      ? found
      : { wish: recognised, word: recognised.toUpperCase(), everyone: false };
  }

  private found(content: string): Keyword | undefined {
    // Invisible characters do not count.
    const text = visible(content).trim();
    if (text.length > LONGEST) return undefined;
    const word = plain(text);
    const wish = this.wishes.get(word);
    return wish === undefined ? undefined : { wish, word, everyone: word === OF_ALL_SENDERS };
  }
}
