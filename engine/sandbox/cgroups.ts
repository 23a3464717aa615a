/**
 * Groups that bound a kernel's memory, processes and processor time: version 2 where it is delegated to us, else version 1, else none.
 *
 *   <mount>/codingagent/<server>/<fork-server>/<kernel>
 *
 * The limits stay owned by the server; a kernel's process may only put itself into its group. A server's name holds its pid and start
 * time, so that the groups of one that died are found and emptied by the next.
 */
import { chown, mkdir, readFile, readdir, rmdir, writeFile } from 'node:fs/promises'
import { readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { KernelLimits } from './sandbox.ts'

const FAMILY = 'codingagent'
const CONTROLLERS = ['memory', 'pids', 'cpu'] as const
export type Controller = (typeof CONTROLLERS)[number]

/** One folder to work in: a version 1 hierarchy has one for each controller, version 2 one for all. */
type Hierarchy = { name: string; family: string; controllers: Controller[] }

export type CgroupTree = {
  version: 1 | 2
  controllers: Controller[]
  /** Why a controller is missing, in words; empty when all are there. */
  missing: string
  hierarchies: Hierarchy[]
  server: string
}

export type ForkServerGroup = {
  /** Folders whose `cgroup.procs` the fork-server enters when it starts. */
  joins: string[]
  /** What the fork-server sees below /cgroup, so that its children can enter their groups. */
  binds: { name: string; folder: string }[]
  addKernel(name: string): Promise<KernelGroup>
  remove: () => Promise<void>
}

export type KernelGroup = {
  setLimits(limits: KernelLimits): Promise<void>
  killedForMemory(): Promise<boolean>
  /** Those in it now, as this process numbers them. */
  processes: () => Promise<number[]>
  /** Kills what is left in it and removes it. */
  remove: () => Promise<void>
}

let engines = 0
const startTime = (pid: number | 'self') => readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ')[19]

/** Names this server's groups and folders; no later process has the same. */
export const nameServer = () => `${process.pid}-${startTime('self')}-${engines++}`

/** True when the process that chose this name is gone. */
export function isStale(server: string): boolean {
  const [pid, started] = server.split('-')
  try {
    return startTime(Number(pid)) !== started
  } catch {
    return true
  }
}

type Mount = { point: string; type: string; options: string[] }
async function cgroupMounts(): Promise<Mount[]> {
  const lines = (await readFile('/proc/self/mountinfo', 'utf8')).split('\n')
  return lines.flatMap(line => {
    const [before, after] = line.split(' - ')
    const [type, , options] = after?.split(' ') ?? []
    const point = before?.split(' ')[4]
    if (!point || !options || (type !== 'cgroup' && type !== 'cgroup2')) return []
    return [{ point, type, options: options.split(',') }]
  })
}

/** This process's own place in a hierarchy: '/' in a container, deeper under systemd. */
async function ownPath(controller: string): Promise<string> {
  const lines = (await readFile('/proc/self/cgroup', 'utf8')).split('\n').map(line => line.split(':'))
  return lines.find(([, names]) => (names ?? '').split(',').includes(controller))?.[2] ?? '/'
}

/** The first of the candidates below which a family folder can be made and `prove` holds. */
async function findFamily(candidates: string[], prove: (family: string) => Promise<void>): Promise<string | undefined> {
  for (const candidate of new Set(candidates)) {
    const family = join(candidate, FAMILY)
    try {
      await mkdir(family, { recursive: true })
      const probe = join(family, `probe-${process.pid}`)
      await mkdir(probe)
      await rmdir(probe)
      await prove(family)
      return family
    } catch {
      await rmdir(family).catch(() => undefined)
    }
  }
  return undefined
}

async function version1(mounts: Mount[]): Promise<Hierarchy[]> {
  const found: Hierarchy[] = []
  for (const controller of CONTROLLERS) {
    const mount = mounts.find(m => m.type === 'cgroup' && m.options.includes(controller))
    if (!mount) continue
    const family = await findFamily([mount.point, join(mount.point, await ownPath(controller))], async () => undefined)
    const same = found.find(h => h.family === family)
    if (same) same.controllers.push(controller)
    else if (family) found.push({ name: controller, family, controllers: [controller] })
  }
  return found
}

const enable = async (folder: string, controllers: Controller[]) => {
  for (const controller of controllers) await writeFile(join(folder, 'cgroup.subtree_control'), `+${controller}`)
}

async function version2(mounts: Mount[]): Promise<Hierarchy[]> {
  const mount = mounts.find(m => m.type === 'cgroup2')
  if (!mount) return []
  const offered = (await readFile(join(mount.point, 'cgroup.controllers'), 'utf8')).trim().split(' ')
  const controllers = CONTROLLERS.filter(c => offered.includes(c))
  if (!controllers.includes('memory')) return []
  const own = join(mount.point, await ownPath(''))
  const family = await findFamily([own, mount.point], async folder => {
    const above = join(folder, '..')
    // No process may stand in a group that hands controllers on: we step into a leaf of our own if we are the only one there.
    await enable(above, controllers).catch(async () => {
      const leaf = join(above, `${FAMILY}-server`)
      await mkdir(leaf, { recursive: true })
      await writeFile(join(leaf, 'cgroup.procs'), String(process.pid))
      await enable(above, controllers).catch(async error => {
        await writeFile(join(above, 'cgroup.procs'), String(process.pid))
        await rmdir(leaf)
        throw error
      })
    })
    await enable(folder, controllers)
  })
  return family ? [{ name: 'all', family, controllers }] : []
}

/** What this host lends, with the groups of dead servers already removed. Undefined where it lends nothing. */
export async function findCgroups(server: string): Promise<CgroupTree | undefined> {
  const mounts = await cgroupMounts().catch(() => [])
  const second = await version2(mounts)
  const hierarchies = second.length > 0 ? second : await version1(mounts)
  if (hierarchies.length === 0) return undefined
  for (const { family } of hierarchies)
    for (const name of await readdir(family))
      if (/^\d+-\d+-\d+$/.test(name) && isStale(name)) await removeTree(join(family, name))
  const version = second.length > 0 ? 2 : 1
  for (const hierarchy of hierarchies) {
    const { family, controllers } = hierarchy
    const own = join(family, server)
    await mkdir(own)
    for (const group of [family, own]) await giveWeight(hierarchy, version, group)
    if (version === 2) await enable(own, controllers)
  }
  const controllers = hierarchies.flatMap(h => h.controllers)
  const absent = CONTROLLERS.filter(c => !controllers.includes(c))
  const missing = absent.length > 0 ? `no ${absent.join(', ')} controller is writable` : ''
  return { version, controllers, missing, hierarchies, server }
}

/**
 * In version 1 a group weighs as much as one process beside it, however many kernels it holds: on a busy host they would all share the time
 * of a single process. These groups weigh as much as one process a core; more, and a fork bomb would push the server aside.
 */
async function giveWeight({ controllers }: Hierarchy, version: 1 | 2, group: string): Promise<void> {
  if (version === 2 || !controllers.includes('cpu')) return
  const shares = String(1024 * availableParallelism())
  // A host that lends the group but not its weight is slower when busy, and no less safe.
  await writeFile(join(group, 'cpu.shares'), shares).catch(() => undefined)
}

export async function removeServerGroups(tree: CgroupTree): Promise<void> {
  for (const { family } of tree.hierarchies) await removeTree(join(family, tree.server))
}

/** A group for one fork-server, whose `uid` may place processes into the groups below it. */
export async function addForkServer(tree: CgroupTree, id: string, uid: number | undefined): Promise<ForkServerGroup> {
  const groups = tree.hierarchies.map(h => ({ ...h, folder: join(h.family, tree.server, id) }))
  const joins: string[] = []
  for (const hierarchy of groups) {
    const { folder, controllers } = hierarchy
    await mkdir(folder)
    await giveWeight(hierarchy, tree.version, folder)
    if (tree.version === 1) continue
    await enable(folder, controllers)
    await mkdir(join(folder, 'server'))
    joins.push(join(folder, 'server'))
    // Version 2 asks for write permission on the group above both the old and the new one.
    if (uid !== undefined) await chown(join(folder, 'cgroup.procs'), uid, uid)
  }
  return {
    joins,
    binds: groups.map(({ name, folder }) => ({ name, folder })),
    addKernel: async name => {
      const made = await Promise.all(
        groups.map(async ({ folder, controllers }) => {
          const group = join(folder, name)
          await mkdir(group)
          if (uid !== undefined) await chown(join(group, 'cgroup.procs'), uid, uid)
          return { group, controllers }
        }),
      )
      return {
        setLimits: async limits => {
          for (const { group, controllers } of made)
            for (const [file, value] of controllers.flatMap(c => limitsOf(c, tree.version, limits)))
              await setLimit(join(group, file), value)
        },
        killedForMemory: async () =>
          (await Promise.all(made.map(({ group }) => countMemoryKills(group)))).some(count => count > 0),
        processes: () => processesOf(made[0]?.group ?? ''),
        remove: async () => void (await Promise.all(made.map(({ group }) => removeTree(group)))),
      }
    },
    remove: async () => void (await Promise.all(groups.map(({ folder }) => removeTree(folder)))),
  }
}

/** File and value, in the order they must be written; a `?` marks one that some kernels lack. */
function limitsOf(controller: Controller, version: 1 | 2, limits: KernelLimits): [string, string][] {
  const { memoryBytes, processes, cpus } = limits
  switch (controller) {
    case 'memory':
      return version === 1
        ? [
            ['memory.limit_in_bytes', String(memoryBytes)],
            ['?memory.memsw.limit_in_bytes', String(memoryBytes)],
          ]
        : [
            ['memory.max', String(memoryBytes)],
            ['?memory.swap.max', '0'],
          ]
    case 'pids':
      return [['pids.max', String(processes)]]
    case 'cpu':
      return version === 1
        ? [
            ['cpu.cfs_period_us', '100000'],
            ['cpu.cfs_quota_us', String(Math.round(cpus * 100_000))],
          ]
        : [['cpu.max', `${Math.round(cpus * 100_000)} 100000`]]
  }
}

async function setLimit(path: string, value: string): Promise<void> {
  const optional = path.includes('/?')
  const written = writeFile(path.replace('/?', '/'), value)
  await (optional ? written.catch(() => undefined) : written)
}

async function countMemoryKills(group: string): Promise<number> {
  for (const file of ['memory.events', 'memory.oom_control']) {
    const text = await readFile(join(group, file), 'utf8').catch(() => '')
    const count = /^oom_kill (\d+)/m.exec(text)?.[1]
    if (count) return Number(count)
  }
  return 0
}

async function processesOf(group: string): Promise<number[]> {
  const pids = await readFile(join(group, 'cgroup.procs'), 'utf8').catch(() => '')
  return pids.split('\n').filter(Boolean).map(Number)
}

async function killAll(group: string): Promise<void> {
  // Version 2 kills a group in one stroke; version 1 has only the list, which a fork bomb outruns: hence the loop in removeTree.
  await writeFile(join(group, 'cgroup.kill'), '1').catch(async () => {
    for (const pid of await processesOf(group)) {
      try {
        process.kill(pid, 'SIGKILL')
      } catch {
        // gone already
      }
    }
  })
}

/** Empties and removes a group and all below it. A group may stay busy for a moment after its last process died. */
async function removeTree(group: string): Promise<void> {
  const below = await readdir(group, { withFileTypes: true }).catch(() => [])
  await Promise.all(below.filter(entry => entry.isDirectory()).map(entry => removeTree(join(group, entry.name))))
  for (let attempt = 0; attempt < 200; attempt++) {
    try {
      await rmdir(group)
      return
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return
      await killAll(group)
      await sleep(Math.min(5 + attempt, 25))
    }
  }
}
