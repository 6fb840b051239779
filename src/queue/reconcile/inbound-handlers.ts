// Who takes messages that people send to us: the module whose channels the provider serves. Where no module has registered a handler, the
// message is refused, so that the provider brings it again.
import { Injectable } from '@nestjs/common';

export interface InboundMessage {
  provider: string;
  providerMessageId: string;
  from: string;
  /** What is known of how `from` is written. */
  fromKind?: 'international' | 'national' | 'alphanumeric';
  to: string;
  content: string;
  /** What the provider has taken it for. */
  wish?: 'stop' | 'start' | 'help';
  /** The one that it concerns: who told of it, or whose own provider brought it. No tenant speaks for another. */
  tenant?: string | undefined;
}

export interface StoredInbound {
  /** On the number line of the requests; a repeat's is the first one's, '' where that came before there were any. */
  id: string;
  /** That was obeyed: never a repeat's. */
  keyword?: { wish: 'stop' | 'start' | 'help'; word: string };
}

/** Resolves once the message is durable; a repeat changes nothing. */
export type InboundHandler = (message: InboundMessage) => Promise<StoredInbound>;

@Injectable()
export class InboundHandlers {
  private readonly handlers = new Map<string, InboundHandler>();

  register(module: string, handler: InboundHandler): void {
    this.handlers.set(module, handler);
  }

  /** @throws Error where the module takes no messages */
  of(module: string): InboundHandler {
    const found = this.handlers.get(module);
    if (found === undefined) throw new Error(`The module ${module} takes no inbound messages`);
    return found;
  }
}
