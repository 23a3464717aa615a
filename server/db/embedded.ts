/** The embedded PostgreSQL (PGlite) as something that `pg` connects to like to a server. */
import { execFile } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdir, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Duplex } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { Worker } from 'node:worker_threads'
import type { FromWorker, ToWorker } from './embedded-worker.ts'
import { lockFolder } from './lock-folder.ts'

const run = promisify(execFile)

export interface EmbeddedPostgres {
  /** A new connection, to give to `pg` as its `stream`. */
  connect: () => Duplex
  close: () => Promise<void>
}

/** A fresh database kept beside the installed packages: copying it takes a tenth of the time of making it. */
const template = fileURLToPath(new URL('../node_modules/.cache/pglite-0.5.14', import.meta.url))

/** `died` hears why when it ends and nobody closed it; it never comes back. */
export async function startEmbedded(
  dataDir: string,
  died: (reason: Error) => void = () => {},
): Promise<EmbeddedPostgres> {
  const unlock = lockFolder(dataDir)
  try {
    const folder = join(dataDir, 'database')
    if (!existsSync(folder)) await createDatabase(folder)
    const { connect, close } = await startWorker(folder, died)
    return { connect, close: () => close().finally(unlock) }
  } catch (error) {
    unlock()
    throw error
  }
}

/** All or nothing: a process that dies in the middle leaves only a folder with another name. */
async function createDatabase(folder: string): Promise<void> {
  const unfinished = `${folder}.unfinished`
  await rm(unfinished, { recursive: true, force: true })
  if (existsSync(template)) await copyFolder(template, unfinished)
  else {
    const { close } = await startWorker(unfinished)
    await close()
    await keepAsTemplate(unfinished).catch(() => undefined) // a read-only installation simply has none
  }
  await run('sync', ['-f', unfinished]) // a power cut must not find the new name with half of the files
  await rename(unfinished, folder)
}

const copyFolder = (from: string, to: string) => run('cp', ['-r', '--reflink=auto', from, to])

async function keepAsTemplate(folder: string): Promise<void> {
  const unfinished = `${template}.${randomUUID()}`
  await mkdir(dirname(template), { recursive: true })
  try {
    await copyFolder(folder, unfinished)
    await rename(unfinished, template)
  } finally {
    await rm(unfinished, { recursive: true, force: true })
  }
}

async function startWorker(folder: string, died: (reason: Error) => void = () => {}): Promise<EmbeddedPostgres> {
  const worker = new Worker(new URL('./embedded-worker.ts', import.meta.url), { workerData: { folder } })
  const connections = new Map<number, WireStream>()
  let count = 0
  let [started, closing, ended] = [false, false, false]
  let end = 'the embedded database is closed'
  const tell = (message: ToWorker) => worker.postMessage(message)
  const exited = new Promise<void>(resolve => {
    worker.on('error', error => {
      end = `the embedded database stopped: ${error.message}`
    })
    worker.on('exit', () => {
      ended = true
      for (const connection of connections.values()) connection.destroy(closing ? undefined : new Error(end))
      if (started && !closing) died(new Error(end))
      resolve()
    })
  })
  const [first] = (await Promise.race([once(worker, 'message'), exited.then(() => [])])) as [FromWorker?]
  if (first === undefined) throw new Error(end)
  started = true
  worker.on('message', (message: FromWorker) => {
    if ('connection' in message) connections.get(message.connection)?.push(message.bytes)
  })
  return {
    connect() {
      const number = ++count
      const stream = new WireStream({
        send: bytes => tell({ connection: number, bytes }),
        forget: () => {
          connections.delete(number)
          tell({ connection: number, bytes: null })
        },
      })
      connections.set(number, stream)
      if (ended) stream.destroy(new Error(end))
      return stream
    },
    async close() {
      closing = true
      tell({ close: true })
      await exited
    },
  }
}

/** What `pg` takes for a socket. */
class WireStream extends Duplex {
  readonly #line: { send: (bytes: Uint8Array) => void; forget: () => void }
  constructor(line: { send: (bytes: Uint8Array) => void; forget: () => void }) {
    super({ allowHalfOpen: false })
    this.#line = line
  }
  connect(): this {
    queueMicrotask(() => this.emit('connect'))
    return this
  }
  setNoDelay(): this {
    return this
  }
  setKeepAlive(): this {
    return this
  }
  ref(): this {
    return this
  }
  unref(): this {
    return this
  }
  override _read(): void {
    // Answers are pushed as they come.
  }
  override _write(bytes: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.#line.send(bytes)
    done()
  }
  override _writev(pieces: { chunk: Buffer }[], done: () => void): void {
    this.#line.send(Buffer.concat(pieces.map(piece => piece.chunk)))
    done()
  }
  override _final(done: () => void): void {
    this.push(null)
    done()
  }
  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#line.forget()
    done(error)
  }
}
