/** For tests: the program's own files, such as a part that is fetched late, cannot be had for a while. */
import '@vitest/browser-playwright'
import type { BrowserCommand } from 'vitest/node'

declare module 'vitest/browser' {
  interface BrowserCommands {
    /** Every request whose path holds these words fails, until `reconnect` is called with the same. */
    cutOff(words: string): Promise<void>
    reconnect(words: string): Promise<void>
  }
}

const patternOf = (words: string) => `**/*${words}*`

export const cutOff: BrowserCommand<[words: string]> = ({ context }, words) =>
  context.route(patternOf(words), route => route.abort('internetdisconnected')).then(() => undefined)

export const reconnect: BrowserCommand<[words: string]> = ({ context }, words) => context.unroute(patternOf(words))
