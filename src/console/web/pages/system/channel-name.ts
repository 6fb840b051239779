// What a channel is called: those of SMS in the reader's language, all others by their own names.
import { useTranslation } from 'react-i18next';

export function useChannelName(): (channel: string) => string {
  const { t } = useTranslation('system');
  return (channel) => (channel === 'text' || channel === 'voice' ? t(channel) : channel);
}
