/** The places for kernels of one fork-server: a cgroup each, and one place where a child waits, isolated ahead of time. */
import type { ForkServerGroup, KernelGroup } from './cgroups.ts'
import type { ForkServer } from './forkserver-process.ts'

export type KernelSlot = { name: string; group: KernelGroup | undefined }
export type KernelSlots = {
  take(): Promise<KernelSlot>
  /**
   * Makes the next place ready in the background, after so many milliseconds. Failing is harmless: the next kernel then isolates itself
   * when it is opened.
   */
  prepareNext: (delay?: number) => void
}

export function kernelSlots(server: Pick<ForkServer, 'prepare'>, groups: ForkServerGroup | undefined): KernelSlots {
  let count = 0
  let next: Promise<KernelSlot | undefined> | undefined

  async function add(): Promise<KernelSlot> {
    const name = `k${++count}`
    return { name, group: await groups?.addKernel(name) }
  }
  async function prepare(): Promise<KernelSlot | undefined> {
    const slot = await add()
    try {
      await server.prepare(slot.name)
      return slot
    } catch {
      await slot.group?.remove()
      return undefined
    }
  }
  const begin = (): void => {
    next ??= prepare()
    next.catch(() => undefined)
  }
  let timer: NodeJS.Timeout | undefined
  return {
    take: async () => {
      const ready = next
      next = undefined
      return (await ready?.catch(() => undefined)) ?? add()
    },
    prepareNext: (delay = 0) => {
      clearTimeout(timer)
      if (delay > 0) timer = setTimeout(begin, delay).unref()
      else begin()
    },
  }
}
