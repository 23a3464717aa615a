/** Places for kernels: one waits ready, none is lost, and what fails ahead of time harms nobody. */
import { expect, test, vi } from 'vitest'
import type { ForkServerGroup } from './cgroups.ts'
import { kernelSlots } from './kernel-slots.ts'

const LIMITS = { memoryBytes: 1, processes: 2, diskBytes: 3, cpus: 4 }

function fake(
  over: {
    prepare?: (name: string) => Promise<void>
    addKernel?: (name: string) => Promise<void>
    setLimits?: (memoryBytes: number) => Promise<void>
  } = {},
) {
  const log: string[] = []
  const groups: ForkServerGroup = {
    joins: [],
    binds: [],
    remove: async () => undefined,
    addKernel: async name => {
      log.push(`group ${name}`)
      await over.addKernel?.(name)
      return {
        setLimits: async ({ memoryBytes }) => {
          log.push(`limit ${name} ${memoryBytes}`)
          await over.setLimits?.(memoryBytes)
        },
        killedForMemory: async () => false,
        processes: async () => [],
        remove: async () => void log.push(`remove ${name}`),
      }
    },
  }
  const prepare = async (name: string): Promise<void> => {
    log.push(`prepare ${name}`)
    await over.prepare?.(name)
  }
  return { log, slots: kernelSlots({ prepare }, groups), ungrouped: kernelSlots({ prepare }, undefined) }
}

test('the place that was made ready is the one that is taken, once', async () => {
  const { log, slots } = fake()
  slots.prepareNext()
  slots.prepareNext()
  expect((await slots.take(LIMITS)).name).toBe('k1')
  expect((await slots.take(LIMITS)).name).toBe('k2')
  expect(log).toEqual(['group k1', 'prepare k1', 'limit k1 1', 'group k2', 'limit k2 1'])
})

test('the next place has the limits of the last; with others it is not used', async () => {
  const { log, slots } = fake()
  await slots.take(LIMITS)
  slots.prepareNext()
  expect(await slots.take({ ...LIMITS })).toMatchObject({ name: 'k2', limits: LIMITS })
  slots.prepareNext()
  expect((await slots.take({ ...LIMITS, memoryBytes: 7 })).name).toBe('k4')
  expect(log.slice(2).join(', ')).toBe(
    'group k2, limit k2 1, prepare k2, group k3, limit k3 1, prepare k3, remove k3, group k4, limit k4 7',
  )
})

test('a group that takes no limit is removed, and the kernel fails', async () => {
  const { log, slots } = fake({ setLimits: () => Promise.reject(new Error('EINVAL')) })
  await expect(slots.take(LIMITS)).rejects.toThrow('EINVAL')
  slots.prepareNext()
  await expect(slots.take(LIMITS)).rejects.toThrow('EINVAL')
  expect(log.filter(line => line.startsWith('remove'))).toEqual(['remove k1', 'remove k2', 'remove k3'])
})

test('who comes while it is being made ready waits for it; two never get the same', async () => {
  const ready = Promise.withResolvers<void>()
  const { slots } = fake({ prepare: () => ready.promise })
  slots.prepareNext()
  const both = Promise.all([slots.take(LIMITS), slots.take(LIMITS)])
  ready.resolve()
  expect((await both).map(slot => slot.name)).toEqual(['k1', 'k2'])
})

test('one that cannot be made ready is removed, and another is made when it is needed', async () => {
  const { log, slots } = fake({ prepare: () => Promise.reject(new Error('no room')) })
  slots.prepareNext()
  expect((await slots.take(LIMITS)).name).toBe('k2')
  expect(log).toEqual(['group k1', 'prepare k1', 'remove k1', 'group k2', 'limit k2 1'])
})

test('a group that cannot be made fails the kernel that needs it, not the one before', async () => {
  let full = true
  const { slots } = fake({ addKernel: () => (full ? Promise.reject(new Error('ENOSPC')) : Promise.resolve()) })
  slots.prepareNext()
  await expect(slots.take(LIMITS)).rejects.toThrow('ENOSPC')
  full = false
  expect((await slots.take(LIMITS)).group).toBeDefined()
})

test('asked for in a moment, it is made then, and once however often it is asked', async () => {
  vi.useFakeTimers()
  try {
    const { log, slots } = fake()
    slots.prepareNext(60)
    vi.advanceTimersByTime(59)
    slots.prepareNext(60)
    vi.advanceTimersByTime(59)
    expect(log).toEqual([])
    await vi.advanceTimersByTimeAsync(1)
    expect(log).toEqual(['group k1', 'prepare k1'])
    slots.prepareNext(60)
    await vi.advanceTimersByTimeAsync(60)
    expect((await slots.take(LIMITS)).name).toBe('k1')
    expect(log).toEqual(['group k1', 'prepare k1', 'limit k1 1'])
  } finally {
    vi.useRealTimers()
  }
})

test('where the host lends no groups there are places all the same', async () => {
  const { ungrouped } = fake()
  ungrouped.prepareNext()
  expect(await ungrouped.take(LIMITS)).toMatchObject({ name: 'k1', group: undefined })
})
