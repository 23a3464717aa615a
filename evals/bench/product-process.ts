/** The product as a process of its own, on an empty folder and a free port: what a person starts, measured from outside. */
import { spawn, type ChildProcess } from 'node:child_process'
import { createWriteStream } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { setTimeout as delay } from 'node:timers/promises'

const root = join(import.meta.dirname, '..', '..')

export type Product = {
  /** Such as http://127.0.0.1:41234 */
  address: string
  dataDir: string
  pid: number
  /** Milliseconds from the start of the process to its first answer. */
  startMs: number
  /** Resident memory in MB, of the server's process alone. */
  memoryMb: () => Promise<number>
  /** Ends it politely; `forget` also removes its folder. */
  stop(forget?: boolean): Promise<void>
  kill(): Promise<void>
}

export async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as { port: number }
  await new Promise(done => server.close(done))
  return port
}

const ended = (child: ChildProcess) =>
  new Promise<void>(done =>
    child.exitCode !== null || child.signalCode !== null ? done() : child.once('exit', () => done()),
  )

/** Whether it serves: over HTTP, or by its own word where it is a worker alone. */
async function answers(address: string, child: ChildProcess, log: string): Promise<void> {
  const until = Date.now() + 120_000
  while (Date.now() < until) {
    if (child.exitCode !== null) throw new Error(`the server ended: see ${log}\n${await readFile(log, 'utf8')}`)
    const ready = await fetch(`${address}/readyz`).then(
      response => response.ok,
      () => false,
    )
    const said = await readFile(log, 'utf8').catch(() => '')
    if (ready || said.includes('CodingAgent is ready.')) return
    await delay(20)
  }
  throw new Error(`the server did not answer within two minutes: see ${log}`)
}

/** Starts the server with these settings beside those of local mode. */
export async function startProduct(settings: Record<string, string> = {}, dataDir?: string): Promise<Product> {
  const folder = dataDir ?? (await mkdtemp(join(tmpdir(), 'codingagent-')))
  const port = await freePort()
  const address = `http://127.0.0.1:${port}`
  const log = join(folder, '..', `codingagent-${port}.log`)
  const begun = performance.now()
  const env = {
    PATH: process.env.PATH ?? '',
    HOME: process.env.HOME ?? '',
    AUTH: 'off',
    PORT: String(port),
    DATA_DIR: folder,
    ...settings,
  }
  const child = spawn(process.execPath, ['server/main.ts'], { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] })
  const output = createWriteStream(log)
  child.stdout?.pipe(output, { end: false })
  child.stderr?.pipe(output, { end: false })
  await answers(address, child, log)
  const end = async (signal: NodeJS.Signals) => {
    child.kill(signal)
    await ended(child)
    output.end()
  }
  return {
    address,
    dataDir: folder,
    pid: child.pid ?? 0,
    startMs: performance.now() - begun,
    async memoryMb() {
      const status = await readFile(`/proc/${child.pid}/status`, 'utf8')
      return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) / 1024
    },
    async stop(forget = true) {
      await end('SIGTERM')
      await rm(log, { force: true })
      if (forget) await rm(folder, { recursive: true, force: true })
    },
    kill: () => end('SIGKILL'),
  }
}
