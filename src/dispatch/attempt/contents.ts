// What the provider is handed for one recipient: the channel decodes a request's payload once and renders it for each recipient.
import { Injectable } from '@nestjs/common';
import { Channels, isRefusal, type Refusal } from '../../queue/channels.js';
import type { RequestMessage } from '../../queue/lease/dispatch-queue.js';

/** A payload that its channel cannot read: nothing can be sent of the request. */
const UNREADABLE: Refusal = { refused: 'the content cannot be read' };

interface Decoded {
  channel: string;
  payload: unknown;
}

@Injectable()
export class Contents {
  /** The last decoding of each request: a request has one channel, and sometimes a fallback. */
  private readonly decoded = new WeakMap<RequestMessage, Decoded>();

  constructor(private readonly channels: Channels) {}

  /** Never throws. @param variables of the recipient */
  of(message: RequestMessage, channel: string, variables: string | null): { content: unknown } | Refusal {
    try {
      const definition = this.channels.named(channel);
      let decoded = this.decoded.get(message);
      if (decoded?.channel !== channel) {
        decoded = { channel, payload: definition.decode(message.payload) };
        this.decoded.set(message, decoded);
      }
      const content = definition.render(decoded.payload, variables);
      return isRefusal(content) ? content : { content };
    } catch {
      return UNREADABLE;
    }
  }
}
