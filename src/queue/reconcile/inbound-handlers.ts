// The handlers of inbound messages, one a module. A message goes to the module whose channels the provider serves. Without a handler the
// message is refused, so that the provider sends it again.
import { Injectable } from '@nestjs/common';

export interface InboundMessage {
  provider: string;
  providerMessageId: string;
  from: string;
  /** The notation of `from`, if known. */
  fromKind?: 'international' | 'national' | 'alphanumeric';
  to: string;
  content: string;
  /** The meaning of the message, if the provider recognised a keyword of its own. */
  wish?: 'stop' | 'start' | 'help';
  /** The tenant that posted the message, or that owns the provider; undefined: the operator's provider. No tenant acts for another. */
  tenant?: string | undefined;
}

export interface StoredInbound {
  /** A request ID made for the message; a repeated message returns the first ID, or '' if the first one had none. */
  id: string;
  /** The keyword that was obeyed; absent for a repeated message. */
  keyword?: { wish: 'stop' | 'start' | 'help'; word: string };
}

/** Resolves when the message is durable; a repeat changes nothing. */
export type InboundHandler = (message: InboundMessage) => Promise<StoredInbound>;

@Injectable()
export class InboundHandlers {
  private readonly handlers = new Map<string, InboundHandler>();

  register(module: string, handler: InboundHandler): void {
    this.handlers.set(module, handler);
  }

  /** @throws Error if the module takes no messages */
  of(module: string): InboundHandler {
    const found = this.handlers.get(module);
    if (found === undefined) throw new Error(`The module ${module} takes no inbound messages`);
    return found;
  }
}
