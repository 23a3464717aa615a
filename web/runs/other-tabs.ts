/** Tabs of the same browser tell each other at once when a session changed; other devices are noticed on focus and by the clock. */
import { queryClient } from '../api/query-client.ts'

const channel = new BroadcastChannel('codingagent')

channel.onmessage = (message: MessageEvent<unknown>) => {
  if (typeof message.data === 'string') void queryClient.invalidateQueries({ queryKey: ['runs', message.data] })
  void queryClient.invalidateQueries({ queryKey: ['sessions'] })
}

export const tellOtherTabs = (sessionId: string): void => channel.postMessage(sessionId)
