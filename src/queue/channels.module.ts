// The registered channels, for every part of the server.
import { type DynamicModule, Module } from '@nestjs/common';
import { Channels } from './channels.js';

@Module({})
export class ChannelsModule {
  static register(channels: Channels): DynamicModule {
    return { module: ChannelsModule, global: true, providers: [{ provide: Channels, useValue: channels }], exports: [Channels] };
  }
}
