/**
 * One fork-server process: how it is started behind bubblewrap, asked for kernels, and ended. It dies with this process (bubblewrap's
 * die-with-parent, and its own reading of standard input), and everything below it with it.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { rm } from 'node:fs/promises'
import { type Socket, createConnection } from 'node:net'
import { join } from 'node:path'
import { z } from 'zod'
import type { ForkServerGroup } from './cgroups.ts'
import { SandboxUnavailable } from './sandbox.ts'
import { makeStage } from './stage-folder.ts'

export type ForkServerPlaces = {
  /** The read-only tree, its Python packages in opt/kernel; `host` shows this host's /usr instead of the tree's. */
  rootfs: string
  base: 'debian' | 'host'
  /** The folder `codingagent_kernel`. */
  kernelPackage: string
  sessionsFolder: string
  /** An unprivileged user to become; undefined when this process is unprivileged itself. */
  uid: number | undefined
  /** Where this server's folders are made, and what names them there. */
  stages: string
  server: string
}

export type KernelRequest = {
  kernelId: string
  folder: string
  writable: boolean
  memoryBytes: number
  processes: number
  diskBytes: number
  memoryCgroup: boolean
  group: string
}

export type ForkServer = {
  /** Seconds from start to ready. */
  readonly startSeconds: number
  readonly pythonVersion: string
  /** A socket that speaks frames from its first byte on. Rejects with SandboxUnavailable, in words. */
  open(request: KernelRequest): Promise<Socket>
  /** Has a child of that group isolate itself ahead, so that the next kernel there starts in a few milliseconds. */
  prepare(group: string): Promise<void>
  /** Kills a kernel and all its processes; true once they are gone, false when there was no such kernel. */
  kill(kernelId: string): Promise<boolean>
  /** Ends it, and resolves when what it left is removed too; also of one that has ended by itself. */
  close(): Promise<void>
  /** Its process is gone: it opens nothing any more. */
  readonly exited: Promise<void>
}

const START_SECONDS = 60
const OPEN_SECONDS = 10
const ReadyLine = z.object({ ready: z.literal(true), python: z.string(), seconds: z.number() })
const OpenLine = z.object({ open: z.enum(['ok', 'refused']), why: z.string().optional() })
const KillLine = z.object({ killed: z.boolean() })
const GONE = 'The fork-server is gone; the next attempt starts another.'

/** A line of the fork-server as what it must be. */
function read<Value>(line: string, form: z.ZodType<Value>): Value {
  try {
    return form.parse(JSON.parse(line))
  } catch {
    throw new SandboxUnavailable(
      `The fork-server said something unknown (${line.trim().slice(0, 80)}). Run \`make doctor\`.`,
    )
  }
}

function bubblewrapArguments(
  places: ForkServerPlaces,
  at: (name: string) => string,
  groups: ForkServerGroup | undefined,
) {
  const rootfs = at('rootfs')
  return [
    ['--unshare-user', '--unshare-pid', '--unshare-net', '--unshare-ipc', '--unshare-uts'],
    ['--die-with-parent', '--cap-drop', 'ALL'],
    ['--ro-bind', places.base === 'host' ? '/usr' : `${rootfs}/usr`, '/usr', '--ro-bind', `${rootfs}/etc`, '/etc'],
    ['--tmpfs', '/opt', '--ro-bind', `${rootfs}/opt/kernel`, '/opt/kernel'],
    ['--ro-bind', at('kernel'), '/opt/codingagent/codingagent_kernel', '--remount-ro', '/opt'],
    ...['bin', 'sbin', 'lib', 'lib64'].map(name => ['--symlink', `usr/${name}`, `/${name}`]),
    ['--bind', at('sessions'), '/sessions', '--bind', at('run'), '/run/forkserver'],
    ['--dir', '/newroot', '--dir', '/cgroup'],
    ...(groups?.binds ?? []).map(({ name }) => ['--bind', at(`cgroup-${name}`), `/cgroup/${name}`]),
    ['--proc', '/proc', '--dev', '/dev', '--size', String(64 * 1024 * 1024), '--tmpfs', '/tmp'],
    ['--remount-ro', '/', '--chdir', '/', '/opt/kernel/bin/python', '-I', '-m', 'codingagent_kernel.forkserver'],
  ].flat()
}

/** Settles with the first line the process writes, or with what it said on stderr when it ended or took too long. */
async function readFirstLine(child: ChildProcess): Promise<string> {
  let complaint = ''
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    complaint = (complaint + text).slice(-4000)
  })
  return new Promise((resolve, reject) => {
    let line = ''
    const fail = (what: string) => reject(new SandboxUnavailable(`${what} ${complaint.trim() || 'It said nothing.'}`))
    const timer = setTimeout(
      () => fail(`The fork-server was not ready within ${START_SECONDS} s.`),
      START_SECONDS * 1000,
    )
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      line += text
      if (!line.includes('\n')) return
      clearTimeout(timer)
      resolve(line)
    })
    child.once('error', error => fail(`The sandbox's launcher cannot be run (${error.message}).`))
    child.once('close', code => {
      clearTimeout(timer)
      fail(`The fork-server ended with code ${code} before it was ready. Run \`make doctor\`.`)
    })
  })
}

/** Asks over a connection of its own; resolves with the socket, paused, right behind the first line. */
function converse(socketPath: string, request: object): Promise<{ line: string; socket: Socket }> {
  return new Promise((resolve, reject) => {
    const socket = createConnection(socketPath)
    let received = Buffer.alloc(0)
    const fail = (error: Error) => {
      clearTimeout(timer)
      socket.destroy()
      // A path of the host says nothing to a person.
      reject(error instanceof SandboxUnavailable ? error : new SandboxUnavailable(GONE))
    }
    const timer = setTimeout(() => fail(new SandboxUnavailable('The fork-server did not answer.')), OPEN_SECONDS * 1000)
    const onEnd = () => fail(new SandboxUnavailable('The fork-server closed the connection.'))
    const onData = (data: Buffer) => {
      received = Buffer.concat([received, data])
      const end = received.indexOf(10)
      if (end < 0) return
      clearTimeout(timer)
      socket.off('data', onData).off('end', onEnd).off('error', fail).pause()
      if (end + 1 < received.length) socket.unshift(received.subarray(end + 1))
      resolve({ line: received.subarray(0, end).toString(), socket })
    }
    socket.on('data', onData).on('end', onEnd).on('error', fail)
    socket.write(`${JSON.stringify(request)}\n`)
  })
}

/** `signal` ends it while it starts; later it does nothing. */
export async function startForkServer(
  places: ForkServerPlaces,
  groups: ForkServerGroup | undefined,
  signal: AbortSignal,
): Promise<ForkServer> {
  const started = performance.now()
  const { uid } = places
  const { home, run, stage } = await makeStage(places.stages, places.server, uid)
  const sources: Record<string, string> = {
    rootfs: `${places.rootfs}:ro`,
    kernel: `${places.kernelPackage}:ro`,
    sessions: `${places.sessionsFolder}:rw`,
    run: `${run}:rw`,
  }
  for (const { name, folder } of groups?.binds ?? []) sources[`cgroup-${name}`] = `${folder}:rw`
  const at = (name: string) => (uid === undefined ? String(sources[name]).slice(0, -3) : join(stage, name))
  const launch = [uid === undefined ? '-' : String(uid), stage, groups?.joins.join(':') || '-']
  const bound = Object.entries(sources).map(([name, source]) => `${name}=${source}`)
  const child = spawn(
    join(import.meta.dirname, 'launch-forkserver.sh'),
    launch.concat(bound, '--', 'bwrap', bubblewrapArguments(places, at, groups)),
    // A session of its own, so that no terminal is in reach (bubblewrap's --new-session), and a group that can be killed as one.
    { env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin' }, stdio: ['pipe', 'pipe', 'pipe'], cwd: '/', detached: true },
  )
  const exited = new Promise<void>(resolve => child.once('close', () => resolve()))
  const clean = async () => {
    await groups?.remove()
    await rm(home, { recursive: true, force: true })
  }
  const gone = exited.then(clean, clean)
  child.stdin?.on('error', () => undefined) // it died: `exited` tells
  const giveUp = () => killWithGroup(child)
  signal.addEventListener('abort', giveUp)
  try {
    if (signal.aborted) giveUp()
    const ready = read(await readFirstLine(child), ReadyLine)
    const socketPath = join(run, 'socket')
    return {
      startSeconds: (performance.now() - started) / 1000,
      pythonVersion: ready.python,
      exited,
      open: async request => {
        const { line, socket } = await converse(socketPath, { open: request })
        try {
          const { open, why = 'no reason given' } = read(line, OpenLine)
          if (open === 'ok') return socket
          throw new SandboxUnavailable(`This host refused to isolate a kernel (${why}). Run \`make doctor\`.`)
        } catch (refused) {
          socket.destroy()
          throw refused
        }
      },
      prepare: async group => {
        const { socket } = await converse(socketPath, { prepare: group })
        socket.destroy()
      },
      kill: async kernelId => {
        const { line, socket } = await converse(socketPath, { kill: kernelId })
        socket.destroy()
        return read(line, KillLine).killed
      },
      close: () => end(child, gone),
    }
  } catch (error) {
    await end(child, gone)
    throw error instanceof SandboxUnavailable ? error : new SandboxUnavailable(String(error))
  } finally {
    signal.removeEventListener('abort', giveUp)
  }
}

/**
 * The launcher and what it began, as one. Until bubblewrap's child has bound its life to its parent's, only their process group joins them:
 * left behind in that moment it would live for ever. Hence no --new-session, by which it would leave the group before it has done so.
 */
function killWithGroup(child: ChildProcess): void {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return
  process.kill(-child.pid, 'SIGKILL')
}

async function end(child: ChildProcess, gone: Promise<void>): Promise<void> {
  child.stdin?.end()
  const timer = setTimeout(() => killWithGroup(child), 1000)
  await gone
  clearTimeout(timer)
}
