/** Whether a kernel lives, in this process or in another that shares the database: who holds it says so. */
import type { Database } from '../db/open-database.ts'
import type { SessionKernels } from './kernels.ts'

export type KernelFinder = {
  /** False also where its holder is too busy to answer in time. */
  isAlive(sessionId: string, kernelId: string): Promise<boolean>
  close(): void
}

/** Milliseconds that the others have for their answer. */
const PATIENCE = 1000

/** `alone`: nobody else is to be asked. */
export async function kernelFinder(
  { pool, listen }: Database,
  kernels: SessionKernels,
  alone: boolean,
): Promise<KernelFinder> {
  if (alone)
    return { isAlive: (sessionId, kernelId) => Promise.resolve(kernels.holds(sessionId, kernelId)), close() {} }
  const waiting = new Map<string, Set<() => void>>()
  const tell = (channel: string, words: string) => pool.query('select pg_notify($1, $2)', [channel, words])
  const ends = [
    await listen('kernel_sought', words => {
      const [sessionId = '', kernelId = ''] = words.split(' ')
      // Without an answer it counts as gone; there is nobody to tell why.
      if (kernels.holds(sessionId, kernelId)) tell('kernel_found', kernelId).catch(() => {})
    }),
    await listen('kernel_found', kernelId => {
      for (const found of waiting.get(kernelId) ?? []) found()
    }),
  ]

  async function othersHold(sessionId: string, kernelId: string): Promise<boolean> {
    const { promise, resolve } = Promise.withResolvers<boolean>()
    const found = (): void => resolve(true)
    const asking = waiting.get(kernelId) ?? new Set()
    waiting.set(kernelId, asking.add(found))
    const patience = setTimeout(() => resolve(false), PATIENCE)
    try {
      await tell('kernel_sought', `${sessionId} ${kernelId}`)
      return await promise
    } finally {
      clearTimeout(patience)
      asking.delete(found)
      if (asking.size === 0) waiting.delete(kernelId)
    }
  }
  return {
    isAlive: async (sessionId, kernelId) =>
      kernels.holds(sessionId, kernelId) || (await othersHold(sessionId, kernelId)),
    close() {
      for (const end of ends) end()
    },
  }
}
