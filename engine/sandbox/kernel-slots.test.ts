/** Places for kernels: one waits ready, none is lost, and what fails ahead of time harms nobody. */
import { expect, test, vi } from 'vitest'
import type { ForkServerGroup } from './cgroups.ts'
import { kernelSlots } from './kernel-slots.ts'

function fake(over: { prepare?: (name: string) => Promise<void>; addKernel?: (name: string) => Promise<void> } = {}) {
  const log: string[] = []
  const groups: ForkServerGroup = {
    joins: [],
    binds: [],
    remove: async () => undefined,
    addKernel: async name => {
      log.push(`group ${name}`)
      await over.addKernel?.(name)
      return {
        setLimits: async () => undefined,
        killedForMemory: async () => false,
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
  expect((await slots.take()).name).toBe('k1')
  expect((await slots.take()).name).toBe('k2')
  expect(log).toEqual(['group k1', 'prepare k1', 'group k2'])
})

test('who comes while it is being made ready waits for it; two never get the same', async () => {
  const ready = Promise.withResolvers<void>()
  const { slots } = fake({ prepare: () => ready.promise })
  slots.prepareNext()
  const both = Promise.all([slots.take(), slots.take()])
  ready.resolve()
  expect((await both).map(slot => slot.name)).toEqual(['k1', 'k2'])
})

test('one that cannot be made ready is removed, and another is made when it is needed', async () => {
  const { log, slots } = fake({ prepare: () => Promise.reject(new Error('no room')) })
  slots.prepareNext()
  expect((await slots.take()).name).toBe('k2')
  expect(log).toEqual(['group k1', 'prepare k1', 'remove k1', 'group k2'])
})

test('a group that cannot be made fails the kernel that needs it, not the one before', async () => {
  let full = true
  const { slots } = fake({ addKernel: () => (full ? Promise.reject(new Error('ENOSPC')) : Promise.resolve()) })
  slots.prepareNext()
  await expect(slots.take()).rejects.toThrow('ENOSPC')
  full = false
  expect((await slots.take()).group).toBeDefined()
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
    expect((await slots.take()).name).toBe('k1')
    expect(log).toHaveLength(2)
  } finally {
    vi.useRealTimers()
  }
})

test('where the host lends no groups there are places all the same', async () => {
  const { ungrouped } = fake()
  ungrouped.prepareNext()
  expect(await ungrouped.take()).toEqual({ name: 'k1', group: undefined })
})
