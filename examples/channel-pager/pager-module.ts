// A team's own channel: messages to bedside pagers, whose addresses are `ward-7/bed-2`. It shows the parts of a module, and that the core
// serves it unchanged: add it to the list in src/modules.ts, and configure a provider that serves `page`.
import { type DynamicModule, Module } from '@nestjs/common';
import type { EngagementModule } from '../../src/engagement-module.js';
import type { ChannelDefinition } from '../../src/queue/channels.js';
import { RequestsModule } from '../../src/requests/requests.module.js';
import { PagesController } from './pages.controller.js';
import { type Page, PAGER } from './pages.js';

export type { Page } from './pages.js';

const wardOf = (address: string): string => address.split('/', 1)[0] ?? '';

const PAGE: ChannelDefinition<Page, Page> = {
  code: 101,
  name: 'page',
  module: PAGER,
  patterns: {
    field: 'ward',
    example: 'ward-7',
    read: (written) => (/^ward-\d{1,3}$/.test(written) ? written : undefined),
    matcher: (lists) => {
      const ofAddress = (address: string): number => {
        const found = lists.findIndex((wards) => wards.includes(wardOf(address)));
        return found < 0 ? lists.length : found;
      };
      return { ofAddress, of: (recipients, place) => ofAddress(recipients.address(place)) };
    },
  },
  senderKeys: (sender) => new Set([sender]),
  decode: (payload) => JSON.parse(payload) as Page,
  render: (page, variables) => {
    if (!page.text.includes('{name}')) return page;
    const { name } = JSON.parse(variables ?? '{}') as { name?: string };
    return name === undefined ? { refused: 'has no name' } : { ...page, text: page.text.replaceAll('{name}', name) };
  },
};

@Module({})
class PagerApi {
  static register(): DynamicModule {
    return { module: PagerApi, imports: [RequestsModule], controllers: [PagesController] };
  }
}

export const PAGER_MODULE: EngagementModule = {
  name: PAGER,
  tags: [{ name: 'Pages', description: 'Messages to bedside pagers: submit, query, reschedule, cancel' }],
  channels: () => [PAGE],
  api: () => Promise.resolve(PagerApi.register()),
};
