import { afterEach, describe, expect, test, vi } from 'vitest'
import { ForkServerPool, type PoolOptions } from './fork-server-pool.ts'
import { SandboxUnavailable } from './sandbox.ts'

function fakeServers(options: Partial<PoolOptions> = {}) {
  const started: { name: string; closed: boolean; die: () => void }[] = []
  const pool = new ForkServerPool({
    start: async () => {
      const exit = Promise.withResolvers<void>()
      const made = { name: `s${started.length + 1}`, closed: false, die: () => exit.resolve() }
      started.push(made)
      const server = {
        startSeconds: 0,
        pythonVersion: made.name,
        exited: exit.promise,
        open: () => Promise.reject(new Error('not here')),
        prepare: async () => undefined,
        kill: async () => false,
        close: async () => {
          made.closed = true
          exit.resolve()
        },
      }
      return { server, slots: { take: async () => ({ name: 'k1', group: undefined }), prepareNext: () => undefined } }
    },
    spare: true,
    maxKernels: 100,
    maxMinutes: 60,
    idleSeconds: 100,
    ...options,
  })
  const nameOf = async (owner: string) => {
    const lease = await pool.lease(owner)
    return { name: lease.server.pythonVersion, release: lease.release }
  }
  return { pool, started, nameOf }
}

describe('fork-servers', () => {
  test('one an owner, taken from the spare, with the next spare already started', async () => {
    const { pool, started, nameOf } = fakeServers()
    expect((await nameOf('ann')).name).toBe('s1')
    expect((await nameOf('ann')).name).toBe('s1')
    expect((await nameOf('bob')).name).toBe('s2')
    expect(started.length).toBe(3)
    await pool.close()
    expect(started.every(server => server.closed)).toBe(true)
  })

  test('many first kernels of one owner at once start one', async () => {
    const { pool, nameOf } = fakeServers({ spare: false })
    const names = await Promise.all(Array.from({ length: 10 }, () => nameOf('ann')))
    expect(new Set(names.map(lease => lease.name))).toEqual(new Set(['s1']))
    await pool.close()
  })

  test('a worn one serves its kernels to the end and takes no more', async () => {
    const { pool, started, nameOf } = fakeServers({ maxKernels: 2, spare: false })
    const first = await nameOf('ann')
    const second = await nameOf('ann')
    expect((await nameOf('ann')).name).toBe('s2')
    first.release()
    first.release()
    expect(started[0]?.closed).toBe(false)
    second.release()
    expect(started[0]?.closed).toBe(true)
    await new Promise(resolve => setImmediate(resolve))
    // The end of the old one takes nothing from the one that took its place.
    expect((await nameOf('ann')).name).toBe('s2')
    await pool.close()
  })

  test('an old one is replaced', async () => {
    const { pool, nameOf } = fakeServers({ maxMinutes: -1 })
    expect((await nameOf('ann')).name).not.toBe((await nameOf('ann')).name)
    await pool.close()
  })

  test('one that died is replaced, also the spare', async () => {
    const { pool, started, nameOf } = fakeServers()
    await nameOf('ann')
    started[0]?.die()
    started[1]?.die()
    await new Promise(resolve => setImmediate(resolve))
    expect((await nameOf('ann')).name).toBe('s3')
    await pool.close()
  })

  test('a start that fails is told, and tried again the next time', async () => {
    let failures = 2
    const { start } = fakeServersStart()
    const pool = new ForkServerPool({
      start: () => (failures-- > 0 ? Promise.reject(new SandboxUnavailable('no bwrap')) : start()),
      spare: false,
      maxKernels: 9,
      maxMinutes: 9,
      idleSeconds: 9,
    })
    await expect(pool.prove()).rejects.toThrow('no bwrap')
    await expect(pool.lease('ann')).rejects.toThrow('no bwrap')
    expect((await pool.lease('ann')).server.pythonVersion).toBe('s1')
    await pool.close()
  })
})

const soon = () => new Promise(resolve => setImmediate(resolve))

describe('the warm spare', () => {
  test('is started with the pool, given once, and followed by the next', async () => {
    const { pool, started, nameOf } = fakeServers()
    expect(started).toHaveLength(1)
    const names = await Promise.all(['ann', 'bob', 'cid'].map(nameOf))
    expect(new Set(names.map(n => n.name)).size).toBe(3)
    await pool.close()
    expect(started.every(server => server.closed)).toBe(true)
  })

  test('is not kept where it is not wanted', async () => {
    const { pool, started, nameOf } = fakeServers({ spare: false })
    expect(started).toHaveLength(0)
    await nameOf('ann')
    expect(started).toHaveLength(1)
    await pool.close()
  })

  test('proves the host without being spent: the first account still gets it', async () => {
    const { pool, started, nameOf } = fakeServers()
    const proof = await pool.prove()
    expect((await nameOf('ann')).name).toBe(proof.server.pythonVersion)
    expect((await pool.prove()).server.pythonVersion).toBe('s1')
    expect(started).toHaveLength(2)
    await pool.close()
  })

  test('that died waiting is not given to anybody', async () => {
    const { pool, started, nameOf } = fakeServers()
    started[0]?.die()
    await soon()
    expect((await nameOf('ann')).name).toBe('s2')
    await pool.close()
  })
})

describe('accounts', () => {
  test('never share, however many ask at once', async () => {
    const { pool, nameOf } = fakeServers()
    const owners = Array.from({ length: 40 }, (_, i) => `owner-${i % 8}`)
    const names = await Promise.all(owners.map(nameOf))
    const served = new Map<string, Set<string>>()
    for (const [i, { name }] of names.entries()) {
      const owner = owners[i] ?? ''
      served.set(owner, (served.get(owner) ?? new Set()).add(name))
    }
    expect([...served.values()].every(own => own.size === 1)).toBe(true)
    expect(new Set(names.map(n => n.name)).size).toBe(8)
    await pool.close()
  })

  test('the end of one account’s fork-server is no other’s', async () => {
    const { pool, started, nameOf } = fakeServers({ spare: false })
    const [ann, bob] = [await nameOf('ann'), await nameOf('bob')]
    started[0]?.die()
    await soon()
    expect((await nameOf('bob')).name).toBe(bob.name)
    expect((await nameOf('ann')).name).toBe('s3')
    ann.release()
    expect(started[2]?.closed).toBe(false)
    await pool.close()
  })

  test('that ask while their own fork-server ends get a new one, all the same', async () => {
    const { pool, started, nameOf } = fakeServers({ spare: false })
    await nameOf('ann')
    started[0]?.die()
    const names = await Promise.all([nameOf('ann'), nameOf('ann'), nameOf('ann')])
    await soon()
    const last = await nameOf('ann')
    expect(last.name).not.toBe('s1')
    expect(new Set(names.map(n => n.name)).size).toBe(1)
    await pool.close()
    expect(started.every(server => server.closed || server.name === 's1')).toBe(true)
  })
})

describe('rest', () => {
  afterEach(() => vi.useRealTimers())

  test('one without kernels ends after its time, and not while one lives', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const { pool, started, nameOf } = fakeServers({ spare: false, idleSeconds: 30 })
    const [first, second] = [await nameOf('ann'), await nameOf('ann')]
    first.release()
    vi.advanceTimersByTime(60_000)
    expect(started[0]?.closed).toBe(false)
    second.release()
    vi.advanceTimersByTime(29_000)
    expect(started[0]?.closed).toBe(false)
    vi.advanceTimersByTime(2000)
    expect(started[0]?.closed).toBe(true)
    expect((await nameOf('ann')).name).toBe('s2')
    await pool.close()
  })

  test('one that is asked in time goes on', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const { pool, started, nameOf } = fakeServers({ spare: false, idleSeconds: 30 })
    for (let i = 0; i < 5; i++) {
      const lease = await nameOf('ann')
      lease.release()
      vi.advanceTimersByTime(20_000)
    }
    expect(started.map(server => server.closed)).toEqual([false])
    await pool.close()
  })
})

describe('closing', () => {
  test('refuses whoever asks after it, in words, and starts nothing', async () => {
    const { pool, started } = fakeServers({ spare: false })
    await pool.close()
    await expect(pool.lease('ann')).rejects.toThrow(SandboxUnavailable)
    await expect(pool.prove()).rejects.toThrow('closing')
    expect(started).toHaveLength(0)
  })

  test('ends what was still starting, and refuses who waited for it', async () => {
    const held = Promise.withResolvers<void>()
    const { start, started } = fakeServersStart()
    const options = { spare: true, maxKernels: 9, maxMinutes: 9, idleSeconds: 9 }
    const pool = new ForkServerPool({ ...options, start: () => held.promise.then(start) })
    const waiting = Promise.allSettled([pool.lease('ann'), pool.lease('ann'), pool.lease('bob')])
    const closed = pool.close()
    held.resolve()
    await closed
    const outcomes = await waiting
    expect(outcomes.map(o => (o.status === 'rejected' ? (o.reason as Error).message : 'leased'))).toEqual(
      Array.from({ length: 3 }, () => 'The server is closing. Ask again in a moment.'),
    )
    expect(started.length).toBeGreaterThan(0)
    expect(started.filter(server => !server.closed)).toEqual([])
  })
})

test('closing does not wait for a start that can be given up', async () => {
  const given: AbortSignal[] = []
  const pool = new ForkServerPool({
    start: signal => {
      given.push(signal)
      return new Promise((_, reject) =>
        signal.addEventListener('abort', () => reject(new SandboxUnavailable('given up'))),
      )
    },
    spare: true,
    maxKernels: 9,
    maxMinutes: 9,
    idleSeconds: 9,
  })
  const leases = Promise.allSettled([pool.lease('ann'), pool.lease('bob')])
  await pool.close()
  expect((await leases).map(lease => lease.status)).toEqual(['rejected', 'rejected'])
  expect(given.every(signal => signal.aborted)).toBe(true)
})

/** The start of fork-servers for a pool with other wishes. */
function fakeServersStart() {
  const { pool, started } = fakeServers({ spare: false })
  let owners = 0
  return { started, start: () => pool.lease(`o${++owners}`) }
}
