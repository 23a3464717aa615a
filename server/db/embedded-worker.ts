/**
 * The thread in which the embedded PostgreSQL lives: it computes without ever yielding, so it must not share the
 * server's. Bytes of the wire protocol come in and go out, each piece with the number of its connection.
 */
import { fsyncSync } from 'node:fs'
import { parentPort, workerData } from 'node:worker_threads'
import { PGlite } from '@electric-sql/pglite'
import { NodeFS } from '@electric-sql/pglite/nodefs'
import { SharedBackend } from './share-backend.ts'

/** `bytes: null` closes the connection; `close` ends the database. */
export type ToWorker = { connection: number; bytes: Uint8Array | null } | { close: true }
export type FromWorker = { ready: true } | { connection: number; bytes: Uint8Array } | { closed: true }

const port = parentPort
if (port === null) throw new Error('embedded-worker.ts runs as a worker thread')
const { folder } = workerData as { folder: string }
const say = (message: FromWorker) => port.postMessage(message)

/**
 * PGlite leaves fsync out: what a power cut would find on the disk is anyone's guess. Its file system has no fsync to
 * call, so here is one; and PostgreSQL is told to use that and not fdatasync, which it cannot be given.
 */
class SyncedFolder extends NodeFS {
  override async init(...wiring: Parameters<NodeFS['init']>) {
    const { emscriptenOpts } = await super.init(...wiring)
    const provideFsync = ({ FS }: FileSystems) => {
      FS.filesystems.NODEFS.stream_ops.fsync = stream => fsyncSync(stream.nfd)
    }
    return { emscriptenOpts: { ...emscriptenOpts, preRun: [...(emscriptenOpts.preRun ?? []), provideFsync] } }
  }
}

/** The part of Emscripten's file systems that this needs; its own types leave it out. */
interface FileSystems {
  FS: { filesystems: { NODEFS: { stream_ops: { fsync?: (stream: { nfd: number }) => void } } } }
}

const set = (setting: string) => ['-c', setting]
const postgres = await PGlite.create({
  fs: new SyncedFolder(folder),
  startParams: [
    ...PGlite.defaultStartParams.filter(parameter => parameter !== '-F'), // -F: no fsync
    ...set('wal_sync_method=fsync'),
    // One session serves all connections, so what the queue's tables are called by is found beside our own.
    ...set('search_path=public,bullmq'),
  ],
  // Smaller pieces of the log of writes make a fresh database a quarter smaller.
  initDbStartParams: ['--wal-segsize=1'],
})

async function backend(request: Uint8Array): Promise<Uint8Array> {
  const pieces: Uint8Array[] = []
  await postgres.execProtocolRawStream(request, { onRawData: piece => pieces.push(Uint8Array.from(piece)) })
  return Buffer.concat(pieces)
}

const shared = new SharedBackend({
  backend,
  send: (connection, bytes) => say({ connection, bytes }),
  fail: reason => {
    // Ends the thread with the reason; the server's connections break and say so.
    setImmediate(() => {
      throw reason
    })
  },
})

port.on('message', (message: ToWorker) => {
  if ('close' in message) {
    postgres
      .close()
      .catch(() => undefined) // the log of writes brings it back at the next start
      .finally(() => {
        say({ closed: true })
        port.close()
      })
  } else if (message.bytes === null) shared.close(message.connection)
  else shared.receive(message.connection, message.bytes)
})
say({ ready: true })
