import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SandboxUnavailable, type Kernel, type SandboxEngine } from '@codingagent/engine/sandbox/sandbox.ts'
import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { sessionKernels, type LeaseRequest } from './kernels.ts'

/** The machine may be busy. */
const patient = { timeout: 30_000 }

const dataDir = mkdtempSync(join(tmpdir(), 'codingagent-kernels-'))
afterAll(() => rmSync(dataDir, { recursive: true, force: true }))

type Fake = Omit<Kernel, 'isGone'> & { die: () => void; isGone: boolean }
let made: Fake[] = []
let failures = 0

function fakeKernel(kernelId: string): Fake {
  let end = (): void => {}
  const closed = new Promise<void>(resolve => {
    end = resolve
  })
  const kernel: Fake = {
    kernelId,
    closed,
    isGone: false,
    die() {
      kernel.isGone = true
      end()
    },
    run: () =>
      Promise.resolve({
        status: 'ok' as const,
        seconds: 0,
        executionCount: 1,
        variables: [{ name: 'df', type: 'DataFrame', preview: '' }],
      }),
    ask: () => Promise.reject(new Error('nobody asks')),
    close() {
      kernel.die()
      return Promise.resolve()
    },
  }
  return kernel
}

/** An engine of which only `open` is used here. */
const engine = {
  open({ kernelId }: { kernelId: string }) {
    if (failures > 0) {
      failures -= 1
      return Promise.reject(new SandboxUnavailable('The fork-server ended.'))
    }
    const kernel = fakeKernel(kernelId)
    made.push(kernel)
    return Promise.resolve(kernel)
  },
} as unknown as SandboxEngine

const limits = { memoryBytes: 1, processes: 1, diskBytes: 1, cpus: 1 }
const pool = (idleMilliseconds = 60_000, mostIdle = 100) =>
  sessionKernels({ engine, dataDir, limits, idleMilliseconds, mostIdle, writable: true })
const ask = (fields: Partial<LeaseRequest> = {}): LeaseRequest => ({
  sessionId: 'ses_1',
  accountId: 'local',
  ranBefore: false,
  lastKernel: null,
  generation: 0,
  onVariables: () => Promise.resolve(),
  ...fields,
})
const cell = { code: '1', timeoutSeconds: 1, outputBytes: 1, refusedImports: [], onEvent: () => {} }

beforeEach(() => {
  made = []
  failures = 0
})

describe('the kernel of a session', () => {
  it('is opened at the first call and kept for the next run', async () => {
    const kernels = pool()
    const first = kernels.lease(ask())
    expect(made).toHaveLength(0)
    const [kernel] = await Promise.all([first.kernel(), first.kernel()])
    await kernel.run(cell)
    first.release()
    const second = kernels.lease(ask({ ranBefore: true }))
    expect(second.wasLost()).toBe(false)
    await second.kernel()
    expect(made).toHaveLength(1)
    expect(made[0]?.kernelId).toMatch(/^ses_1-own-[0-9a-f]{12}-1$/)
    await kernels.closeAll()
  })

  it('holds variables from the first cell until it goes', async () => {
    const kernels = pool()
    const lease = kernels.lease(ask())
    const kernel = await lease.kernel()
    const { kernelId } = kernel
    expect(kernels.holds('ses_1', kernelId)).toBe(false)
    await kernel.run(cell)
    expect(kernels.holds('ses_1', kernelId)).toBe(true)
    expect(kernels.holds('ses_1', 'another')).toBe(false)
    expect(kernels.holds('ses_2', kernelId)).toBe(false)
    made[0]?.die()
    expect(kernels.holds('ses_1', kernelId)).toBe(false)
    await kernels.closeAll()
  })

  it('stands ready when it was prepared, and goes like any other when nobody comes', async () => {
    const kernels = pool(1)
    kernels.prepare(ask())
    kernels.prepare(ask())
    const lease = kernels.lease(ask())
    await lease.kernel()
    kernels.prepare(ask())
    kernels.prepare(ask({ sessionId: 'ses_2' }))
    await expect.poll(() => made[1]?.isGone).toBe(true)
    expect(made.map(kernel => kernel.isGone)).toEqual([false, true])
    lease.release()
    await expect.poll(() => made[0]?.isGone).toBe(true)
    await kernels.closeAll()
  })

  it('that was only prepared brings no variables back', async () => {
    const kernels = pool()
    kernels.prepare(ask())
    const lease = kernels.lease(ask({ ranBefore: true }))
    expect(lease.wasLost()).toBe(true)
    await (await lease.kernel()).run(cell)
    expect(lease.wasLost()).toBe(false)
    await kernels.closeAll()
  })

  it('that could not be prepared is tried anew by whoever needs it', async () => {
    failures = 2
    const kernels = pool()
    kernels.prepare(ask())
    await vi.waitFor(() => expect(failures).toBe(0), patient)
    expect((await kernels.lease(ask()).kernel()).kernelId).toMatch(/^ses_1-own-[0-9a-f]{12}-3$/)
    await kernels.closeAll()
  })

  it('of an older generation is replaced while it is prepared', async () => {
    const kernels = pool()
    const old = kernels.lease(ask())
    await (await old.kernel()).run(cell)
    old.release()
    kernels.prepare(ask({ generation: 1 }))
    const fresh = kernels.lease(ask({ generation: 1, ranBefore: true }))
    expect(fresh.wasLost()).toBe(true)
    await fresh.kernel()
    expect(made.map(kernel => kernel.isGone)).toEqual([true, false])
    await kernels.closeAll()
  })

  it('is not prepared where none may idle, or at the cost of another', async () => {
    const none = pool(60_000, 0)
    none.prepare(ask())
    await none.closeAll()
    expect(made).toHaveLength(0)
    const one = pool(60_000, 1)
    const lease = one.lease(ask())
    await (await lease.kernel()).run(cell)
    lease.release()
    one.prepare(ask({ sessionId: 'ses_2' }))
    const second = one.lease(ask({ sessionId: 'ses_2' }))
    await second.kernel()
    const living = () => made.filter(kernel => !kernel.isGone).map(kernel => kernel.kernelId.split('-')[0])
    expect(living()).toEqual(['ses_1', 'ses_2'])
    second.release()
    await expect.poll(living).toEqual(['ses_2'])
    await one.closeAll()
  })

  it('is prepared beyond those that may idle, for a few sessions', async () => {
    const kernels = pool(60_000, 2)
    for (let n = 0; n < 30; n++) kernels.prepare(ask({ sessionId: `ses_${n}` }))
    await expect.poll(() => made.length).toBe(10)
    const lease = kernels.lease(ask({ sessionId: 'ses_29' }))
    await lease.kernel()
    lease.release()
    await expect.poll(() => made.filter(kernel => !kernel.isGone).length).toBe(2)
    await kernels.closeAll()
  })

  it('is put away when it has been idle, not while it is leased', async () => {
    vi.useFakeTimers()
    try {
      const kernels = pool(1000)
      const lease = kernels.lease(ask())
      await lease.kernel()
      await vi.advanceTimersByTimeAsync(5000)
      expect(made[0]?.isGone).toBe(false)
      lease.release()
      lease.release()
      await vi.advanceTimersByTimeAsync(900)
      const again = kernels.lease(ask())
      await again.kernel()
      await vi.advanceTimersByTimeAsync(5000)
      expect(made[0]?.isGone).toBe(false)
      again.release()
      await vi.advanceTimersByTimeAsync(1100)
      expect(made[0]?.isGone).toBe(true)
      expect(kernels.lease(ask({ ranBefore: true })).wasLost()).toBe(true)
    } finally {
      vi.useRealTimers()
    }
  })

  it('is opened only when the one before is gone from the folder', async () => {
    const kernels = pool()
    const first = kernels.lease(ask())
    await first.kernel()
    const gone = Promise.withResolvers<void>()
    made[0]!.close = async () => {
      await gone.promise
      made[0]!.die()
    }
    const closed = kernels.close('ses_1')
    const second = kernels.lease(ask())
    const opening = second.kernel()
    // Others begin after it and are open: it could have been.
    for (const sessionId of ['ses_2', 'ses_3']) await kernels.lease(ask({ sessionId })).kernel()
    expect(made.map(kernel => kernel.kernelId.split('-')[0])).toEqual(['ses_1', 'ses_2', 'ses_3'])
    gone.resolve()
    await closed
    expect((await opening).kernelId).toBe(made[3]?.kernelId)
    await kernels.closeAll()
    expect(made.map(kernel => kernel.isGone)).toEqual([true, true, true, true])
  })

  it('that died is replaced only when all of it is gone', async () => {
    const kernels = pool()
    const lease = kernels.lease(ask())
    await (await lease.kernel()).run(cell)
    made[0]!.isGone = true
    const opening = lease.kernel()
    await kernels.lease(ask({ sessionId: 'ses_2' })).kernel()
    expect(made).toHaveLength(2)
    made[0]!.die()
    expect((await opening).kernelId).toBe(made[2]?.kernelId)
    await kernels.closeAll()
  })

  it('is put away early when too many others have been idle for less', async () => {
    const kernels = pool(60_000, 2)
    const lease = (n: number) => kernels.lease(ask({ sessionId: `ses_${n}`, ranBefore: true }))
    const held = lease(0)
    await held.kernel()
    for (const n of [1, 2, 3, 1, 4]) {
      const one = lease(n)
      await (await one.kernel()).run(cell)
      one.release()
    }
    // 2 was the longest unused when 3 came to rest, then 3 when 4 did; 1 had been used again, and 0 is at work.
    const alive = () => made.filter(kernel => !kernel.isGone).map(kernel => kernel.kernelId.split('-')[0])
    await expect.poll(alive).toEqual(['ses_0', 'ses_1', 'ses_4'])
    expect([1, 2, 3, 4].map(n => lease(n).wasLost())).toEqual([false, true, true, false])
    held.release()
    await expect.poll(alive).toEqual(['ses_0', 'ses_4'])
    await kernels.closeAll()
  })

  it('is put away at once where none may idle', async () => {
    const kernels = pool(60_000, 0)
    const lease = kernels.lease(ask())
    await lease.kernel()
    lease.release()
    await made[0]?.closed
    await kernels.lease(ask()).kernel()
    expect(made).toHaveLength(2)
    await kernels.closeAll()
  })

  it('tells what is alive after each cell, and is lost until the next', async () => {
    const kernels = pool()
    const alive: string[] = []
    const lease = kernels.lease(
      ask({
        onVariables: variables => {
          alive.push(...variables.map(variable => variable.name))
          return Promise.resolve()
        },
      }),
    )
    await (await lease.kernel()).run(cell)
    expect(alive).toEqual(['df'])
    expect(lease.wasLost()).toBe(false)
    made[0]?.die()
    await made[0]?.closed
    await Promise.resolve()
    expect(lease.wasLost()).toBe(true)
    await (await lease.kernel()).run(cell)
    expect(made).toHaveLength(2)
    expect(lease.wasLost()).toBe(false)
    await kernels.closeAll()
  })

  it('that missed cells of another process is put away, and its variables count as lost', async () => {
    const kernels = pool()
    let last = ''
    const onVariables = (_: unknown, kernelId: string) => {
      last = kernelId
      return Promise.resolve()
    }
    const first = kernels.lease(ask({ onVariables }))
    await (await first.kernel()).run(cell)
    first.release()
    expect(last).toBe(made[0]?.kernelId)
    const same = kernels.lease(ask({ ranBefore: true, lastKernel: last }))
    expect(same.wasLost()).toBe(false)
    expect((await same.kernel()).kernelId).toBe(last)
    same.release()
    const after = kernels.lease(ask({ ranBefore: true, lastKernel: 'ses_1-own-elsewhere-1' }))
    expect(after.wasLost()).toBe(true)
    expect((await after.kernel()).kernelId).not.toBe(last)
    expect(made[0]?.isGone).toBe(true)
    await kernels.closeAll()
  })

  it('is replaced when the person asked for a fresh one', async () => {
    const kernels = pool()
    const old = kernels.lease(ask())
    await (await old.kernel()).run(cell)
    old.release()
    const fresh = kernels.lease(ask({ generation: 1, ranBefore: true }))
    await fresh.kernel()
    expect(made.map(kernel => kernel.isGone)).toEqual([true, false])
    expect(fresh.wasLost()).toBe(true)
    await kernels.closeAll()
    expect(made[1]?.isGone).toBe(true)
  })

  it('that was replaced while it was leased is lost to who leased it', async () => {
    const kernels = pool()
    const lease = kernels.lease(ask())
    await (await lease.kernel()).run(cell)
    kernels.prepare(ask({ generation: 1 }))
    expect((await lease.kernel()).kernelId).toBe(made[1]?.kernelId)
    expect(lease.wasLost()).toBe(true)
    await kernels.closeAll()
  })

  it('is tried once more when its fork-server was gone, and the next lease tries again', async () => {
    const kernels = pool()
    failures = 1
    await kernels.lease(ask()).kernel()
    expect(made).toHaveLength(1)
    failures = 2
    await expect(kernels.lease(ask({ sessionId: 'ses_2' })).kernel()).rejects.toThrow('The fork-server ended.')
    await kernels.lease(ask({ sessionId: 'ses_2' })).kernel()
    expect(made).toHaveLength(2)
    await kernels.closeAll()
  })
})
