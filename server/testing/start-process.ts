/** Programs that tests bring up beside themselves: on a free port, in a folder of their own, ended by their own pid. */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { connect, createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'

export interface StartedProcess {
  port: number
  stop: () => Promise<void>
  /** Says nothing more, its connections open as they are, until `goOn`. */
  fallSilent: () => void
  goOn: () => void
  /** Killed without a word, and with it all its connections. */
  kill: () => Promise<void>
  /** After `kill`: the same program on the same port and folder. */
  startAgain: () => Promise<void>
}

interface Program {
  command: string
  argumentsFor: (port: number, folder: string) => string[]
  environment?: NodeJS.ProcessEnv
  /** Runs before the program, once. */
  prepare?: (folder: string) => Promise<void>
  /** Which user it runs as, when not as ours. */
  user?: { uid: number; gid: number }
  stopSignal?: NodeJS.Signals
  /** Whether it serves; by default, whether it takes a connection. */
  answers?: (port: number) => Promise<boolean>
}

export async function startProcess(program: Program): Promise<StartedProcess> {
  const folder = await mkdtemp(join(tmpdir(), 'codingagent-test-'))
  await chmod(folder, 0o755) // PostgreSQL's user must get in
  await program.prepare?.(folder)
  let { child, port } = await firstThatAnswers(program, folder)
  // Should this process end without a stop, the program must not outlive it.
  const last = () => child.kill('SIGKILL')
  process.once('exit', last)
  async function end(signal: NodeJS.Signals): Promise<void> {
    if (child.exitCode !== null || child.signalCode !== null) return
    const ended = once(child, 'exit')
    child.kill(signal)
    await Promise.race([ended, pause(10_000, undefined, { ref: false }).then(() => child.kill('SIGKILL'))])
  }
  return {
    port,
    fallSilent: () => void child.kill('SIGSTOP'),
    goOn: () => void child.kill('SIGCONT'),
    kill: () => end(program.stopSignal ?? 'SIGKILL'),
    async startAgain() {
      const again = await started(program, folder, port)
      if (!again.child) throw new Error(`${program.command} does not start again: ${again.said}`)
      child = again.child
    },
    async stop() {
      process.off('exit', last)
      child.kill('SIGCONT')
      await end(program.stopSignal ?? 'SIGTERM')
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** Another process may take the free port first: then the program ends, and gets another. */
async function firstThatAnswers(program: Program, folder: string): Promise<{ child: ChildProcess; port: number }> {
  for (let attempt = 1; ; attempt++) {
    const port = await freePort()
    const { child, said } = await started(program, folder, port)
    if (child) return { child, port }
    if (attempt === 3) throw new Error(`${program.command} does not start: ${said}`)
  }
}

type Started = { child: ChildProcess; said?: never } | { child?: never; said: string }

async function started(program: Program, folder: string, port: number): Promise<Started> {
  const output: string[] = []
  const child = spawn(program.command, program.argumentsFor(port, folder), {
    cwd: folder,
    env: { ...process.env, ...program.environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...program.user,
  })
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (piece: Buffer) => {
      if (output.length < 1000) output.push(piece.toString())
    })
  child.on('error', error => output.push(error.message))
  if (await comesUp(child, () => (program.answers ?? takesConnections)(port))) return { child }
  child.kill('SIGKILL')
  return { said: output.join('').slice(-2000) }
}

async function comesUp(child: ChildProcess, answers: () => Promise<boolean>): Promise<boolean> {
  const deadline = Date.now() + 30_000
  while (child.pid !== undefined && child.exitCode === null && Date.now() < deadline) {
    // A foreign process on that port must not pass for ours: ours has ended by then.
    if (await answers()) return child.exitCode === null
    await pause(20)
  }
  return false
}

function takesConnections(port: number): Promise<boolean> {
  return new Promise(resolve => {
    const socket = connect(port, '127.0.0.1')
    const end = (answer: boolean) => {
      socket.destroy()
      resolve(answer)
    }
    socket.on('connect', () => end(true)).on('error', () => end(false))
  })
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

/** The first that exists, with a sentence for whoever lacks all of them. */
export function firstProgram(paths: string[], missing: string): string {
  const found = paths.find(path => existsSync(path))
  if (found === undefined) throw new Error(missing)
  return found
}
