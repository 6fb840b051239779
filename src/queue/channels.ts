// The registered channels. The tables name a channel by its code, queues and routes by its name. An unknown code or name is an error:
// nothing of such a channel is handed over.
import type { Matcher } from './recipients.js';

/** The address patterns that the rules of a route may use. */
export interface AddressPatterns {
  /** The rule's field in the routes file, such as `prefix`. */
  readonly field: string;
  /** An example for the error about a wrong pattern. */
  readonly example: string;
  /** @returns the pattern as the matcher accepts it; undefined for text that is no pattern */
  read(written: string): string | undefined;
  /** @param lists of patterns, one a rule */
  matcher(lists: readonly (readonly string[])[]): Matcher;
}

/** The channel cannot render a message for this recipient: the entry ends as Rejected with the reason. */
export interface Refusal {
  refused: string;
}

export interface ChannelDefinition<Payload = unknown, Content = unknown> {
  /** As stored in the tables. 1 to 99 belong to this project; 100 to 32,767 are for other modules. */
  readonly code: number;
  /** `a–z`, `0–9` and `-`. */
  readonly name: string;
  /** The module that owns the requests of this channel. */
  readonly module: string;
  readonly patterns: AddressPatterns;
  /**
   * The keys of a suppression of a sender: `+12025550100` and `0012025550100` have a key in common. Null: the provider chooses the sender,
   * so the suppression of any sender counts.
   */
  senderKeys(sender: string): ReadonlySet<string> | null;
  /** Called once a request and claim. @param payload as the request stores it */
  decode(payload: string): Payload;
  /** Renders the content for one recipient. @param variables JSON object of name and text; null = the recipient has none */
  render(payload: Payload, variables: string | null): Content | Refusal;
}

const NAME = /^[a-z][a-z\d-]{0,31}$/;
const HIGHEST_CODE = 32_767;

export class Channels {
  private readonly byCode = new Map<number, ChannelDefinition>();
  private readonly byName = new Map<string, ChannelDefinition>();

  /** @throws Error for an invalid code or name, and for one that is used twice */
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

  /** @throws Error if no module has registered the name */
  named(name: string): ChannelDefinition {
    const found = this.byName.get(name);
    if (found === undefined) throw new Error(`No channel ${name} is registered`);
    return found;
  }

  /** The module of the lowest code: the default module where a sender is named without one. */
  get firstModule(): string {
    return this.all.toSorted((a, b) => a.code - b.code)[0]?.module ?? '';
  }

  has(name: string): boolean {
    return this.byName.has(name);
  }

  /** Undefined if no module has registered the code. */
  find(code: number): ChannelDefinition | undefined {
    return this.byCode.get(code);
  }
}

export const isRefusal = (content: unknown): content is Refusal => typeof content === 'object' && content !== null && 'refused' in content;

/** The content for one recipient, or the reason why there is none. */
export type Rendered = { content: unknown } | Refusal;

/** The channel cannot read the payload or the variables, so nothing can be sent. */
export const UNREADABLE: Refusal = { refused: 'the content cannot be read' };

/** Never throws. @param decode returns the decoded payload */
export function render(channel: ChannelDefinition, decode: () => unknown, variables: string | null): Rendered {
  try {
    const content = channel.render(decode(), variables);
    return isRefusal(content) ? content : { content };
  } catch {
    return UNREADABLE;
  }
}

/** Undefined for a refusal. */
export const contentOf = (rendered: Rendered): unknown => ('content' in rendered ? rendered.content : undefined);
