/**
 * The default engine: a fork-server behind bubblewrap, level L2. Each kernel is a process tree in user, mount, pid, net, ipc and uts
 * namespaces of its own, on a read-only root, without capabilities, behind a system call filter and in a cgroup.
 */
import { chmod, readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { z } from 'zod'
import { type CgroupTree, addForkServer, findCgroups, nameServer, removeServerGroups } from './cgroups.ts'
import { watchDisk } from './disk-watch.ts'
import { ForkServerPool, type PooledForkServer } from './fork-server-pool.ts'
import { type ForkServerPlaces, startForkServer } from './forkserver-process.ts'
import { type HostChecks, checkHost } from './host-checks.ts'
import { kernelSlots } from './kernel-slots.ts'
import type { Kernel, KernelOptions, SandboxEngine, SandboxReport } from './sandbox.ts'
import { SandboxUnavailable } from './sandbox.ts'
import { adoptFiles, pathBelow, prepareFolder } from './session-folder.ts'
import { SocketKernel } from './socket-kernel.ts'
import { findStages, removeStaleStages } from './stage-folder.ts'

export type BubblewrapOptions = {
  /** Every kernel's folder lies below it. Must exist; when this process is root it is made passable (0711), not readable. */
  sessionsFolder: string
  /** What kernel/build-rootfs.sh made. Default: .tools of this checkout. */
  toolsFolder?: string
  /** The Python package `codingagent_kernel`. Default: the one of this checkout. */
  kernelPackage?: string
  spare?: boolean
  maxKernels?: number
  maxMinutes?: number
  idleSeconds?: number
}

/** Outside every range that a Linux installation hands to people or services. */
const SANDBOX_UID = 958_000
/** Milliseconds that a kernel just opened has for its first cell before the next is made ready beside it: both want a processor. */
const FIRST_CELL = 60
const checkout = resolve(import.meta.dirname, '../..')
const PackageList = z.array(z.object({ name: z.string(), version: z.string() }))

export async function bubblewrapEngine(options: BubblewrapOptions): Promise<SandboxEngine> {
  const tools = options.toolsFolder ?? join(checkout, '.tools')
  const sessionsFolder = resolve(options.sessionsFolder)
  const uid = process.getuid?.() === 0 ? SANDBOX_UID : undefined
  const server = nameServer()
  const stages = await findStages(uid)
  await removeStaleStages(stages)
  if (uid !== undefined) await chmod(sessionsFolder, 0o711)
  const host = await checkHost(tools)
  const cgroups = await findCgroups(server)
  const places: ForkServerPlaces = {
    rootfs: join(tools, 'rootfs'),
    base: host.base,
    kernelPackage: options.kernelPackage ?? join(checkout, 'kernel/codingagent_kernel'),
    sessionsFolder,
    uid,
    stages,
    server,
  }
  let forkServers = 0
  const start = async (signal: AbortSignal): Promise<PooledForkServer> => {
    if (host.obstacle) throw new SandboxUnavailable(host.obstacle)
    const groups = cgroups && (await addForkServer(cgroups, `f${++forkServers}`, uid))
    const forkServer = await startForkServer(places, groups, signal)
    const slots = kernelSlots(forkServer, groups)
    slots.prepareNext()
    return { server: forkServer, slots }
  }
  const pool = new ForkServerPool({
    start,
    spare: options.spare ?? true,
    maxKernels: options.maxKernels ?? 500,
    maxMinutes: options.maxMinutes ?? 240,
    idleSeconds: options.idleSeconds ?? 300,
  })
  const kernels = new Set<Kernel>()

  return {
    report: () => report(pool, host, cgroups),
    packages: async () => PackageList.parse(JSON.parse(await readFile(join(tools, 'packages.json'), 'utf8'))),
    open: async kernelOptions => {
      const kernel = await openKernel({ pool, cgroups, uid, sessionsFolder }, kernelOptions)
      kernels.add(kernel)
      void kernel.closed.then(() => kernels.delete(kernel))
      return kernel
    },
    close: async () => {
      await Promise.all([...kernels].map(kernel => kernel.close()))
      await pool.close()
      if (cgroups) await removeServerGroups(cgroups)
    },
  }
}

type Opening = {
  pool: ForkServerPool
  cgroups: CgroupTree | undefined
  uid: number | undefined
  sessionsFolder: string
}

async function openKernel({ pool, cgroups, uid, sessionsFolder }: Opening, options: KernelOptions): Promise<Kernel> {
  const { kernelId, limits } = options
  if (!/^[\w-]{1,64}$/.test(kernelId)) throw new Error(`"${kernelId}" cannot name a kernel`)
  const folder = resolve(options.folder)
  const path = pathBelow(sessionsFolder, folder)
  const lease = await pool.lease(options.ownerId)
  const undo: (() => unknown)[] = [lease.release]
  try {
    await prepareFolder(folder, uid)
    const { name, group } = await lease.slots.take(limits)
    if (group) undo.push(group.remove)
    const socket = await lease.server.open({
      kernelId,
      folder: path,
      writable: options.writable ?? true,
      memoryBytes: limits.memoryBytes,
      processes: limits.processes,
      diskBytes: limits.diskBytes,
      memoryCgroup: cgroups?.controllers.includes('memory') ?? false,
      group: name,
    })
    let stop = (_why: string) => {}
    const watched = { folder, diskBytes: limits.diskBytes, processes: group?.processes }
    const disk = watchDisk(watched, why => stop(why))
    undo.push(disk.stop)
    const kernel = await SocketKernel.start(socket, {
      kernelId,
      outbox: join(folder, 'outbox'),
      kill: async () => void (await lease.server.kill(kernelId)),
      killedForMemory: async () => (await group?.killedForMemory()) ?? false,
      beforeCell: adoptFiles(folder, uid),
      setBusy: disk.setBusy,
      release: async () => void (await Promise.all(undo.map(step => step()))),
    })
    stop = why => kernel.stop(why)
    lease.slots.prepareNext(FIRST_CELL)
    return kernel
  } catch (error) {
    await Promise.all(undo.map(step => step()))
    throw unavailable(error)
  }
}

/** A group or a socket that is not there any more is the host's matter: its path says nothing to a person. */
function unavailable(error: unknown): unknown {
  if (error instanceof SandboxUnavailable || !(error instanceof Error && 'code' in error)) return error
  return new SandboxUnavailable(
    `A kernel could not be set up (${String(error.code)}). Try again; if it stays so, run \`make doctor\`.`,
  )
}

async function report(pool: ForkServerPool, host: HostChecks, cgroups: CgroupTree | undefined): Promise<SandboxReport> {
  const checks = [...host.checks]
  const isolated = await pool.prove().then(
    ({ server }) => ({
      ok: true,
      detail: `ready in ${server.startSeconds.toFixed(1)} s, Python ${server.pythonVersion}`,
    }),
    (error: Error) => ({ ok: false, detail: error.message }),
  )
  checks.push({ name: 'fork-server', ...isolated })
  const memory = cgroups?.controllers.includes('memory') ?? false
  const detail = cgroups
    ? [`version ${cgroups.version}: ${cgroups.controllers.join(', ')}`, cgroups.missing].filter(Boolean).join('; ')
    : 'none can be written: rlimits alone hold, which bound each process and not a kernel as a whole'
  checks.push({ name: 'cgroups', ok: memory, detail })
  checks.push({
    name: 'disk',
    ok: true,
    detail:
      'the size of a session is watched, four times a second while it computes; one file is bounded by RLIMIT_FSIZE',
  })
  const limits = memory
    ? `cgroups version ${cgroups?.version}`
    : 'rlimits only, because this host lends no writable cgroup'
  const why = isolated.ok
    ? `Namespaces, a read-only root, no capabilities and a system call filter hold; limits by ${limits}. For L3 a kernel of its own (gVisor, microVM) is missing.`
    : isolated.detail
  return { engine: 'bubblewrap', level: 'L2', why, checks }
}
