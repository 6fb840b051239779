// Renders the content for one recipient: the channel decodes a request's payload once and renders it for each recipient.
import { Injectable } from '@nestjs/common';
import { type ChannelDefinition, Channels, render, type Rendered, UNREADABLE } from '../../queue/channels.js';
import type { RequestMessage } from '../../queue/lease/dispatch-queue.js';

interface Decoded {
  channel: string;
  payload: unknown;
}

@Injectable()
export class Contents {
  /** The last decoded payload of each request. A request has one channel, and sometimes a fallback. */
  private readonly decoded = new WeakMap<RequestMessage, Decoded>();

  constructor(private readonly channels: Channels) {}

  /** Never throws. @param variables of the recipient; null = none */
  of(message: RequestMessage, channel: string, variables: string | null): Rendered {
    if (!this.channels.has(channel)) return UNREADABLE;
    const definition = this.channels.named(channel);
    return render(definition, () => this.payloadOf(message, definition), variables);
  }

  private payloadOf(message: RequestMessage, definition: ChannelDefinition): unknown {
    const { name: channel } = definition;
    const known = this.decoded.get(message);
    if (known?.channel === channel) return known.payload;
    const payload = definition.decode(message.payload);
    this.decoded.set(message, { channel, payload });
    return payload;
  }
}
