/**
 * One kernel a session, kept alive between questions until it has been idle for a while, or too many others have been idle for less. A run
 * holds a lease: while one is held the kernel is not put away.
 */
import { randomBytes } from 'node:crypto'
import {
  SandboxUnavailable,
  type Kernel,
  type KernelLimits,
  type SandboxEngine,
} from '@codingagent/engine/sandbox/sandbox.ts'
import type { Variable } from '@codingagent/protocol/api.ts'
import { folderOf } from './folders.ts'

export type KernelsOptions = {
  engine: SandboxEngine
  dataDir: string
  limits: KernelLimits
  idleMilliseconds: number
  /** Above so many idle ones, the longest idle is put away. */
  mostIdle: number
  /** False for kernels that only look at files. */
  writable: boolean
}

export type KernelRequest = {
  sessionId: string
  accountId: string
  /** A kernel of an older generation is closed and replaced: the person asked for a restart, perhaps of another process. */
  generation: number
}

export type LeaseRequest = KernelRequest & {
  /** True when code ran in this session before: without a living kernel its variables are lost. */
  ranBefore: boolean
  /** The kernel that ran the session's last cell. One of ours that is not it has missed cells of another process, and is put away. */
  lastKernel: string | null
  /** After each cell, what is alive in which kernel. */
  onVariables(variables: Variable[], kernelId: string): Promise<void>
}

export type KernelLease = {
  /** The session's kernel, opened at the first call; a new one when the last is gone. */
  kernel(): Promise<Kernel>
  /** True from the loss of a kernel that had run code until the next cell. */
  wasLost(): boolean
  /** True while a cell was begun that has not ended, and nobody is still taking what it said. */
  awaitsCell(): boolean
  release(): void
}

export type SessionKernels = {
  /**
   * Opens the session's kernel, so that it stands ready when it is leased. Puts no other away for it: that is for the first who is done
   * with a kernel. A failure is told to whoever leases it.
   */
  prepare(request: KernelRequest): void
  lease(request: LeaseRequest): KernelLease
  /** True while this kernel of the session lives in this process and a cell ran in it. */
  holds(sessionId: string, kernelId: string): boolean
  /** Ends the session's kernel, and with it a cell that runs. */
  close(sessionId: string): Promise<void>
  closeAll(): Promise<void>
}

type Entry = {
  kernel: Promise<Kernel>
  /** The kernel once it is open. */
  living: Kernel | null
  generation: number
  leases: number
  idle: NodeJS.Timeout | null
  /** A cell was begun in it, so losing it loses something. */
  used: boolean
}

type Pool = {
  /** What the session has, unless it runs no more cells. */
  get(sessionId: string): Entry | undefined
  begin(request: KernelRequest): Entry
  /** How many nobody leases. */
  countIdle(): number
  /** Nobody leases it. */
  rest(sessionId: string, entry: Entry): void
  /** Puts away the longest idle of more than may be. */
  trim(): void
  end(sessionId: string): Promise<void>
  endAll(): Promise<void>
}

function kernelPool(options: KernelsOptions): Pool {
  const entries = new Map<string, Entry>()
  /** Kernels on their way out, by session: they may write until they are gone. */
  const closing = new Map<string, Promise<void>>()
  /** Sets our kernels apart from those of any other process, on this machine or another. */
  const ours = randomBytes(6).toString('hex')
  let opened = 0

  async function open({ sessionId, accountId }: KernelRequest, last: Entry | undefined): Promise<Kernel> {
    // Two kernels of a session never write in its folder together.
    await closing.get(sessionId)
    await last?.living?.closed
    const { root } = folderOf(options.dataDir, sessionId)
    const { engine, writable, limits } = options
    const openOne = (): Promise<Kernel> => {
      opened += 1
      const kernelId = `${sessionId}-${writable ? 'own' : 'look'}-${ours}-${opened}`
      return engine.open({ ownerId: accountId, kernelId, folder: root, writable, limits })
    }
    // A fork-server that died in this moment is replaced by the next: one more try is worth it.
    return openOne().catch((error: unknown) => {
      if (error instanceof SandboxUnavailable) return openOne()
      throw error
    })
  }

  async function closeEntry(entry: Entry): Promise<void> {
    if (entry.idle) clearTimeout(entry.idle)
    // An open that failed has nothing to close; whoever leased it was told.
    const kernel = await entry.kernel.catch(() => null)
    await kernel?.close()
  }

  async function end(sessionId: string): Promise<void> {
    const entry = entries.get(sessionId)
    if (!entry) return closing.get(sessionId)
    entries.delete(sessionId)
    const work = closeEntry(entry)
    const over = work
      .catch(() => {})
      .then(() => {
        if (closing.get(sessionId) === over) closing.delete(sessionId)
      })
    closing.set(sessionId, over)
    await work
  }

  const idle = () => [...entries].filter(([, { idle }]) => idle !== null)

  return {
    get(sessionId) {
      const entry = entries.get(sessionId)
      return entry?.living?.isGone ? undefined : entry
    },
    begin(request) {
      const { sessionId, generation } = request
      const kernel = open(request, entries.get(sessionId))
      const entry: Entry = { kernel, living: null, generation, leases: 0, idle: null, used: false }
      const forget = (): void => {
        if (entry.idle) clearTimeout(entry.idle)
        if (entries.get(sessionId) === entry) entries.delete(sessionId)
      }
      kernel.then(opened => {
        entry.living = opened
        return opened.closed.then(forget, forget)
      }, forget)
      entries.set(sessionId, entry)
      return entry
    },
    rest(sessionId, entry) {
      entry.idle = setTimeout(() => void end(sessionId), options.idleMilliseconds)
      entry.idle.unref()
      // To the end of the map: its first idle entry is the longest idle.
      entries.delete(sessionId)
      entries.set(sessionId, entry)
    },
    trim() {
      const all = idle()
      for (const [longest] of all.slice(0, Math.max(0, all.length - options.mostIdle))) void end(longest)
    },
    countIdle: () => idle().length,
    end,
    async endAll() {
      await Promise.all([...new Set([...entries.keys(), ...closing.keys()])].map(end))
    },
  }
}

/** The session's kernel of the generation asked for or a later one, opened where there is none. */
function currentOf(pool: Pool, request: KernelRequest): Entry {
  const { sessionId, generation } = request
  const entry = pool.get(sessionId)
  if (entry && entry.generation >= generation) return entry
  if (entry) void pool.end(sessionId)
  return pool.begin(request)
}

function leaseOf(pool: Pool, request: LeaseRequest): KernelLease {
  const { sessionId } = request
  let held: Entry | null = null
  const ready = pool.get(sessionId)
  if (ready?.used && request.lastKernel !== null && ready.living?.kernelId !== request.lastKernel)
    void pool.end(sessionId)
  let lost = request.ranBefore && !pool.get(sessionId)?.used
  /** Cells begun and not ended; and events of theirs that are being taken. */
  const cells = { open: 0, told: 0 }

  function hold(entry: Entry): void {
    if (held === entry) return
    if (held) {
      lost ||= held.used
      held.leases -= 1
    }
    held = entry
    entry.leases += 1
    if (entry.idle) clearTimeout(entry.idle)
    entry.idle = null
  }
  return {
    async kernel() {
      const before = pool.get(sessionId)
      const entry = currentOf(pool, request)
      if (before && before !== entry) lost ||= before.used
      hold(entry)
      return watched(await entry.kernel, {
        cells,
        begins: () => {
          entry.used = true
        },
        ended: async variables => {
          lost = false
          await request.onVariables(variables, (await entry.kernel).kernelId)
        },
      })
    },
    wasLost() {
      if (held?.used && pool.get(sessionId) !== held) lost = true
      return lost
    },
    awaitsCell: () => cells.open > 0 && cells.told === 0,
    release() {
      if (!held) return
      const entry = held
      held = null
      entry.leases -= 1
      if (entry.leases > 0 || pool.get(sessionId) !== entry) return
      pool.rest(sessionId, entry)
      pool.trim()
    },
  }
}

/** So many may stand ready beyond those that may idle, so that a question finds its kernel open on a busy server too. */
const AHEAD = 8

export function sessionKernels(options: KernelsOptions): SessionKernels {
  const pool = kernelPool(options)
  return {
    prepare(request) {
      if (options.mostIdle === 0 || pool.countIdle() >= options.mostIdle + AHEAD) return
      const entry = currentOf(pool, request)
      if (entry.leases === 0 && entry.idle === null) pool.rest(request.sessionId, entry)
    },
    lease: request => leaseOf(pool, request),
    holds(sessionId, kernelId) {
      const entry = pool.get(sessionId)
      return entry?.used === true && entry.living?.kernelId === kernelId
    },
    close: sessionId => pool.end(sessionId),
    closeAll: () => pool.endAll(),
  }
}

type CellWatch = {
  cells: { open: number; told: number }
  begins: () => void
  ended: (variables: Variable[]) => Promise<void>
}

/** The same kernel, telling when a cell begins, and what is alive after it. */
function watched(kernel: Kernel, { cells, begins, ended }: CellWatch): Kernel {
  const tell = async (work: void | Promise<void>): Promise<void> => {
    cells.told += 1
    try {
      await work
    } finally {
      cells.told -= 1
    }
  }
  return {
    kernelId: kernel.kernelId,
    closed: kernel.closed,
    get isGone() {
      return kernel.isGone
    },
    ask: (name, args, how) => kernel.ask(name, args, how),
    close: () => kernel.close(),
    async run(request) {
      begins()
      cells.open += 1
      const result = await kernel
        .run({ ...request, onEvent: event => tell(request.onEvent(event)) })
        .finally(() => (cells.open -= 1))
      await ended(result.variables)
      return result
    },
  }
}
