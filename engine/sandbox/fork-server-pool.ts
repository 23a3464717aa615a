/** Which fork-server serves whom: one an owner, a warm spare that belongs to nobody yet, renewed by age and by count. */
import type { ForkServer } from './forkserver-process.ts'
import type { KernelSlots } from './kernel-slots.ts'
import { SandboxUnavailable } from './sandbox.ts'

export type PooledForkServer = { server: ForkServer; slots: KernelSlots }
export type Lease = PooledForkServer & { release: () => void }

export type PoolOptions = {
  /** The signal ends one that is still starting. */
  start(signal: AbortSignal): Promise<PooledForkServer>
  /** Keeps one ready for the next owner, so that nobody waits for Python's imports. */
  spare: boolean
  /** A fork-server that has opened so many kernels or is so old takes no new ones and ends with its last. */
  maxKernels: number
  maxMinutes: number
  /** One without kernels ends after this long. */
  idleSeconds: number
}

type Entry = PooledForkServer & {
  opened: number
  live: number
  bornAt: number
  idle: NodeJS.Timeout | undefined
  retired: boolean
}

export class ForkServerPool {
  readonly #options: PoolOptions
  readonly #owners = new Map<string, Promise<Entry>>()
  readonly #entries = new Set<Entry>()
  #spare: Promise<PooledForkServer> | undefined
  readonly #closing = new AbortController()

  constructor(options: PoolOptions) {
    this.#options = options
    if (options.spare) this.#renewSpare()
  }

  /** Resolves when a fork-server stands ready: the proof that this host can isolate. Rejects with SandboxUnavailable. */
  async prove(): Promise<PooledForkServer> {
    const living = [...this.#entries].find(entry => !entry.retired)
    if (living) return living
    this.#refuseWhenClosed()
    if (!this.#spare) this.#renewSpare()
    return this.#spare as Promise<PooledForkServer>
  }

  async lease(ownerId: string): Promise<Lease> {
    this.#refuseWhenClosed()
    let waiting = this.#owners.get(ownerId)
    const present = waiting && (await waiting.catch(() => undefined))
    if (!present || present.retired || this.#isWorn(present)) {
      if (present) this.#retire(present)
      // Somebody else may have replaced it while we looked, or its own end taken it away.
      const now = this.#owners.get(ownerId)
      if (now === waiting || now === undefined) this.#owners.set(ownerId, this.#take(ownerId))
      waiting = this.#owners.get(ownerId)
    }
    const entry = await (waiting as Promise<Entry>).catch(error => {
      if (this.#owners.get(ownerId) === waiting) this.#owners.delete(ownerId)
      throw error
    })
    this.#refuseWhenClosed()
    entry.opened += 1
    entry.live += 1
    clearTimeout(entry.idle)
    let released = false
    return {
      server: entry.server,
      slots: entry.slots,
      release: () => {
        if (released) return
        released = true
        entry.live -= 1
        this.#rest(entry)
      },
    }
  }

  async close(): Promise<void> {
    this.#closing.abort()
    const spare = await this.#spare?.catch(() => undefined)
    const owned = await Promise.allSettled(this.#owners.values())
    for (const { idle } of this.#entries) clearTimeout(idle)
    await Promise.all([
      spare?.server.close(),
      ...owned.map(result => (result.status === 'fulfilled' ? result.value.server.close() : undefined)),
      ...[...this.#entries].map(entry => entry.server.close()),
    ])
  }

  /** A fork-server started now would outlive the engine. */
  #refuseWhenClosed(): void {
    if (this.#closing.signal.aborted) throw new SandboxUnavailable('The server is closing. Ask again in a moment.')
  }

  #isWorn(entry: Entry): boolean {
    return entry.opened >= this.#options.maxKernels || Date.now() - entry.bornAt > this.#options.maxMinutes * 60_000
  }

  async #take(ownerId: string): Promise<Entry> {
    const spare = this.#spare
    this.#spare = undefined
    // The spare may have failed or died since: then one is started now.
    const ready = await spare?.catch(() => undefined)
    if (!ready) this.#refuseWhenClosed()
    const pooled = ready ?? (await this.#options.start(this.#closing.signal))
    const entry: Entry = { ...pooled, opened: 0, live: 0, bornAt: Date.now(), idle: undefined, retired: false }
    this.#entries.add(entry)
    const owned = this.#owners.get(ownerId)
    void pooled.server.exited.then(async () => {
      entry.retired = true
      // Else a server that runs for months remembers everybody who was ever here.
      if (this.#owners.get(ownerId) === owned) this.#owners.delete(ownerId)
      await pooled.server.close()
      this.#entries.delete(entry)
    })
    // Of several that come at once the first renews it: one that is overwritten would stay for ever.
    if (this.#options.spare && !this.#closing.signal.aborted && !this.#spare) this.#renewSpare()
    return entry
  }

  #renewSpare(): void {
    const spare = this.#options.start(this.#closing.signal)
    this.#spare = spare
    const forget = () => {
      if (this.#spare === spare) this.#spare = undefined
    }
    spare.then(({ server }) => server.exited.then(forget), forget)
  }

  #retire(entry: Entry): void {
    entry.retired = true
    if (entry.live === 0) void entry.server.close()
  }

  #rest(entry: Entry): void {
    if (entry.live > 0) return
    if (entry.retired) void entry.server.close()
    else entry.idle = setTimeout(() => this.#retire(entry), this.#options.idleSeconds * 1000).unref()
  }
}
