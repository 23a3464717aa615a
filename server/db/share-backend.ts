/**
 * One PostgreSQL backend shared by many connections, as if each had its own: requests are taken whole (up to their
 * Sync), a connection that has begun a transaction keeps the backend until it ends, and a NOTIFY reaches every
 * connection that listens. What remains of there being one backend: session-wide state (SET, temporary tables,
 * session-level advisory locks, the names of prepared statements) is shared, and two transactions never run side by
 * side, so whoever waits inside a transaction for a query on another connection is refused after a while.
 */
import {
  channelOf,
  messageReader,
  refusal,
  simpleQuery,
  sqlOf,
  transactionStatusOf,
  welcome,
  type WireMessage,
} from './wire.ts'

/** Runs one whole request and gives all that the backend answers to it. */
type Backend = (request: Uint8Array) => Promise<Uint8Array>

interface Request {
  bytes: Buffer
  /** The channel that it listens to, if that is what it does. */
  channel: string | null
  deadline: NodeJS.Timeout
}

interface Connection {
  id: number
  startup: Buffer | null
  read: (piece: Uint8Array) => WireMessage[]
  /** Messages of a request whose Sync has not come yet. */
  partial: WireMessage[]
  requests: Request[]
  channels: Set<string>
  closed: boolean
}

interface Wiring {
  backend: Backend
  send: (connection: number, bytes: Uint8Array) => void
  /** The backend broke: nothing more will be answered. */
  fail: (reason: unknown) => void
  longestWaitMs?: number
}

const listening = /^(?:\s|--.*\n)*(listen|unlisten)\s+(?:"([^"]+)"|(\w+|\*))/i

export class SharedBackend {
  readonly #wiring: Wiring
  readonly #connections = new Map<number, Connection>()
  /** Connections outside a transaction that have a request waiting, in the order they came. */
  readonly #line: Connection[] = []
  /** The connection whose transaction is open. */
  #holder: Connection | null = null
  #working = false

  constructor(wiring: Wiring) {
    this.#wiring = wiring
  }

  /** Bytes from a connection; its first ones open it. */
  receive(id: number, piece: Uint8Array): void {
    const connection = this.#connections.get(id) ?? this.#open(id)
    const rest = connection.startup === null ? piece : this.#start(connection, piece)
    for (const message of connection.read(rest)) {
      if (message.type === 'X') return this.close(id)
      connection.partial.push(message)
      if (message.type !== 'S' && message.type !== 'Q') continue
      this.#enqueue(connection, connection.partial)
      connection.partial = []
    }
  }

  close(id: number): void {
    const connection = this.#connections.get(id)
    if (connection === undefined) return
    connection.closed = true
    for (const request of connection.requests) clearTimeout(request.deadline)
    connection.requests = []
    this.#connections.delete(id)
    this.#wake()
  }

  #open(id: number): Connection {
    const connection: Connection = {
      id,
      startup: Buffer.alloc(0),
      read: messageReader(),
      partial: [],
      requests: [],
      channels: new Set(),
      closed: false,
    }
    this.#connections.set(id, connection)
    return connection
  }

  #start(connection: Connection, piece: Uint8Array): Uint8Array {
    const startup = Buffer.concat([connection.startup ?? Buffer.alloc(0), piece])
    connection.startup = startup
    if (startup.length < 4 || startup.length < startup.readUInt32BE(0)) return Buffer.alloc(0)
    connection.startup = null
    this.#wiring.send(connection.id, welcome(connection.id))
    return startup.subarray(startup.readUInt32BE(0))
  }

  #enqueue(connection: Connection, messages: WireMessage[]): void {
    const [, verb, quoted, plain] = listening.exec(sqlOf(messages[0])) ?? []
    const channel = quoted ?? plain?.toLowerCase() ?? ''
    const stops = verb?.toLowerCase() === 'unlisten'
    if (stops && channel === '*') connection.channels.clear()
    else if (stops) connection.channels.delete(channel)
    // The backend goes on listening, perhaps for another connection; an empty query answers an UNLISTEN.
    const bytes = stops ? simpleQuery('') : Buffer.concat(messages.map(message => message.bytes))
    const request: Request = {
      bytes,
      channel: verb !== undefined && !stops ? channel : null,
      deadline: setTimeout(() => this.#refuseLate(connection, request), this.#longestWait),
    }
    connection.requests.push(request)
    if (connection !== this.#holder && !this.#line.includes(connection)) this.#line.push(connection)
    this.#wake()
  }

  get #longestWait(): number {
    return this.#wiring.longestWaitMs ?? 30_000
  }

  #refuseLate(connection: Connection, request: Request): void {
    connection.requests = connection.requests.filter(waiting => waiting !== request)
    const seconds = this.#longestWait / 1000
    const text = `waited ${seconds} s for another transaction to end; the embedded database runs one at a time`
    this.#wiring.send(connection.id, refusal('55P03', text))
  }

  #wake(): void {
    if (!this.#working) this.#work().catch(this.#wiring.fail)
  }

  async #work(): Promise<void> {
    this.#working = true
    for (let turn = this.#next(); turn !== undefined; turn = this.#next()) await turn()
    this.#working = false
  }

  /**
   * Whose turn it is: the open transaction's, else the first in the line that still wants something. Looked for
   * without yielding, so that nobody can come between "there is nobody" and going to sleep.
   */
  #next(): (() => Promise<void>) | undefined {
    const holder = this.#holder
    if (holder?.closed) return () => this.#rollBack()
    if (holder !== null) return holder.requests.length > 0 ? () => this.#serve(holder) : undefined
    let first = this.#line.shift()
    while (first !== undefined && first.requests.length === 0) first = this.#line.shift()
    const connection = first
    return connection && (() => this.#serve(connection))
  }

  async #rollBack(): Promise<void> {
    await this.#wiring.backend(simpleQuery('rollback'))
    this.#holder = null
  }

  async #serve(connection: Connection): Promise<void> {
    const request = connection.requests.shift()
    if (request === undefined) return
    clearTimeout(request.deadline)
    if (request.channel !== null) connection.channels.add(request.channel)
    const reply: Buffer[] = []
    let status = 'I'
    for (const message of messageReader()(await this.#wiring.backend(request.bytes))) {
      if (message.type === 'A') this.#notify(message)
      else reply.push(message.bytes)
      if (message.type === 'Z') status = transactionStatusOf(message)
    }
    this.#holder = status === 'I' ? null : connection
    if (this.#holder === null && connection.requests.length > 0) this.#line.push(connection)
    if (!connection.closed) this.#wiring.send(connection.id, Buffer.concat(reply))
  }

  #notify(message: WireMessage): void {
    const channel = channelOf(message)
    for (const connection of this.#connections.values())
      if (connection.channels.has(channel)) this.#wiring.send(connection.id, message.bytes)
  }
}
