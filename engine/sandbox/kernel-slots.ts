/** The places for kernels of one fork-server: a cgroup each, and one place where a child waits, isolated ahead of time. */
import { isDeepStrictEqual } from 'node:util'
import type { ForkServerGroup, KernelGroup } from './cgroups.ts'
import type { ForkServer } from './forkserver-process.ts'
import type { KernelLimits } from './sandbox.ts'

export type KernelSlot = { name: string; group: KernelGroup | undefined }
export type KernelSlots = {
  /** A place with these limits. */
  take(limits: KernelLimits): Promise<KernelSlot>
  /**
   * Makes the next place ready in the background, after so many milliseconds, with the limits of the last that was taken. Failing is
   * harmless: the next kernel then isolates itself when it is opened.
   */
  prepareNext: (delay?: number) => void
}

type Ready = KernelSlot & { limits: KernelLimits | undefined }

export function kernelSlots(server: Pick<ForkServer, 'prepare'>, groups: ForkServerGroup | undefined): KernelSlots {
  let count = 0
  let last: KernelLimits | undefined
  let next: Promise<Ready | undefined> | undefined
  let timer: NodeJS.Timeout | undefined

  async function add(limits: KernelLimits | undefined): Promise<Ready> {
    const name = `k${++count}`
    const group = await groups?.addKernel(name)
    if (!limits || !group) return { name, group, limits }
    return limited({ name, group, limits: undefined }, limits)
  }
  async function limited({ name, group }: Ready, limits: KernelLimits): Promise<Ready> {
    try {
      await group?.setLimits(limits)
      return { name, group, limits }
    } catch (error) {
      await group?.remove()
      throw error
    }
  }
  async function prepare(): Promise<Ready | undefined> {
    const ready = await add(last)
    try {
      await server.prepare(ready.name)
      return ready
    } catch {
      await ready.group?.remove()
      return undefined
    }
  }
  const begin = (): void => {
    next ??= prepare()
    next.catch(() => undefined)
  }
  return {
    take: async limits => {
      last = limits
      const preparing = next
      next = undefined
      const ready = await preparing?.catch(() => undefined)
      if (!ready) return add(limits)
      if (!ready.limits) return limited(ready, limits)
      if (isDeepStrictEqual(ready.limits, limits)) return ready
      // Version 1 takes two of the limits in one order only, which depends on the old ones: another place is simpler.
      void ready.group?.remove()
      return add(limits)
    },
    prepareNext: (delay = 0) => {
      clearTimeout(timer)
      if (delay > 0) timer = setTimeout(begin, delay).unref()
      else begin()
    },
  }
}
