import { describe, expect, test } from 'vitest'
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

/** The start of a pool of its own, for a pool with other wishes. */
function fakeServersStart() {
  const { pool } = fakeServers({ spare: false })
  return { start: () => pool.prove() }
}
