/** The places for kernels of one fork-server: a cgroup each, and one place where a child waits, isolated ahead of time. */
import type { ForkServerGroup, KernelGroup } from './cgroups.ts'
import type { ForkServer } from './forkserver-process.ts'

export type KernelSlot = { name: string; group: KernelGroup | undefined }
export type KernelSlots = {
  take(): Promise<KernelSlot>
  /** Makes the next place ready in the background. Failing is harmless: the next kernel then isolates itself when it is opened. */
  prepareNext: () => void
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
  return {
    take: async () => {
      const ready = next
      next = undefined
      return (await ready?.catch(() => undefined)) ?? add()
    },
    prepareNext: () => {
      next ??= prepare()
      next.catch(() => undefined)
    },
  }
}
