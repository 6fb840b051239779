// The channels that modules have registered. The tables know a channel by its code, queues and routes know it by its name. What nobody
// has registered is an error: nothing of it is ever handed over.
import type { Matcher } from './recipients.js';

/** What a rule of a route may say about addresses. */
export interface AddressPatterns {
  /** The rule's field in the routes file, such as `prefix`. */
  readonly field: string;
  /** For the sentence that refuses another. */
  readonly example: string;
  /** The pattern as the matcher takes it; undefined for text that is no pattern. */
  read(written: string): string | undefined;
  /** @param lists of patterns, one a rule */
  matcher(lists: readonly (readonly string[])[]): Matcher;
}

/** A message cannot be made for this recipient: the entry ends as Rejected with the reason. */
export interface Refusal {
  refused: string;
}

export interface ChannelDefinition<Payload = unknown, Content = unknown> {
  /** As the tables hold it: 1 to 99 are this project's own, the rest is for modules of others, 32,767 at most. */
  readonly code: number;
  /** `a–z`, `0–9` and `-`. */
  readonly name: string;
  /** The module that owns the requests of this channel. */
  readonly module: string;
  readonly patterns: AddressPatterns;
  /**
   * What a suppression of a sender is kept and found under: `+12025550100` and `0012025550100` have a key in common. Null: it is not known which
   * sender the provider will take, so that whoever wants nothing of any is left alone.
   */
  senderKeys(sender: string): ReadonlySet<string> | null;
  /** Once a request and claim. @param payload as the request holds it */
  decode(payload: string): Payload;
  /** What the provider is handed for one recipient. @param variables JSON object of name and text; null = the recipient has none */
  render(payload: Payload, variables: string | null): Content | Refusal;
}

const NAME = /^[a-z][a-z\d-]{0,31}$/;
const HIGHEST_CODE = 32_767;

export class Channels {
  private readonly byCode = new Map<number, ChannelDefinition>();
  private readonly byName = new Map<string, ChannelDefinition>();

  /** @throws Error for a code or a name that is no good or taken */
  constructor(readonly all: readonly ChannelDefinition[]) {
    for (const channel of all) {
      const { code, name } = channel;
      if (!NAME.test(name)) throw new Error(`The channel name ${name} must have a–z, 0–9 and - and begin with a letter`);
      if (!Number.isInteger(code) || code < 1 || code > HIGHEST_CODE)
        throw new Error(`The code of the channel ${name} must be a whole number from 1 to ${HIGHEST_CODE}`);
      const taken = this.byCode.get(code)?.name ?? (this.byName.has(name) ? name : undefined);
      if (taken !== undefined) throw new Error(`The channels ${taken} and ${name} have the same code or name`);
      this.byCode.set(code, channel);
      this.byName.set(name, channel);
    }
  }

  /** @throws Error where no module has registered the name */
  named(name: string): ChannelDefinition {
    const found = this.byName.get(name);
    if (found === undefined) throw new Error(`No channel ${name} is registered`);
    return found;
  }

  /** The module of the lowest code: whose senders are meant where no module is named. */
  get firstModule(): string {
    return this.all.toSorted((a, b) => a.code - b.code)[0]?.module ?? '';
  }

  has(name: string): boolean {
    return this.byName.has(name);
  }

  /** Undefined where no module has registered the code. */
  find(code: number): ChannelDefinition | undefined {
    return this.byCode.get(code);
  }
}

export const isRefusal = (content: unknown): content is Refusal => typeof content === 'object' && content !== null && 'refused' in content;

/** The message for one recipient, or why there is none. */
export type Rendered = { content: unknown } | Refusal;

/** The channel cannot read the payload or the variables: nothing can be sent. */
export const UNREADABLE: Refusal = { refused: 'the content cannot be read' };

/** Never throws. @param decode answers the payload as the channel has decoded it */
export function render(channel: ChannelDefinition, decode: () => unknown, variables: string | null): Rendered {
  try {
    const content = channel.render(decode(), variables);
    return isRefusal(content) ? content : { content };
  } catch {
    return UNREADABLE;
  }
}

/** The content that was handed over, or would be; undefined where there is none. */
export const contentOf = (rendered: Rendered): unknown => ('content' in rendered ? rendered.content : undefined);
