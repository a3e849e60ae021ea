import { describe, test } from '@jest/globals';
import { given } from '#contracts/kernel/spec';
import { channel } from './channel.ts';
import { channelExamples as happened } from './examples.ts';

const register = { type: 'RegisterChannel', data: happened.ChannelRegistered.data } as const;

describe('a channel', () => {
  test('is registered with a number in E.164', () => {
    given(channel).when(register).then(happened.ChannelRegistered);
    given(channel)
      .when({ ...register, data: { ...register.data, number: '600 000 001' } })
      .thenRefused('NumberIsNotE164');
  });
  test('is registered once, and not again after it was removed', () => {
    given(channel, happened.ChannelRegistered).when(register).thenRefused('ChannelExists');
    given(channel, happened.ChannelRegistered, happened.ChannelRemoved).when(register).thenRefused('ChannelExists');
  });
  test('can be removed, once', () => {
    given(channel).when({ type: 'RemoveChannel', data: {} }).thenRefused('ChannelIsMissing');
    given(channel, happened.ChannelRegistered).when({ type: 'RemoveChannel', data: {} }).then(happened.ChannelRemoved);
    given(channel, happened.ChannelRegistered, happened.ChannelRemoved)
      .when({ type: 'RemoveChannel', data: {} })
      .thenNothing();
  });
});
