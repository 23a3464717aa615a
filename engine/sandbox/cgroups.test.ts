/** On the groups this host really lends, of either version; where it lends none, that is what is said. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, readFileSync, readdirSync, rmdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, describe, expect, test } from 'vitest'
import { addForkServer, findCgroups, isStale, nameServer, removeServerGroups, type CgroupTree } from './cgroups.ts'
import type { KernelLimits } from './sandbox.ts'

const MEGABYTE = 1024 * 1024
const limits: KernelLimits = { memoryBytes: 64 * MEGABYTE, processes: 7, diskBytes: 1, cpus: 0.5 }
const tree = await findCgroups(nameServer())
const children: ChildProcess[] = []
afterEach(async () => {
  for (const child of children.splice(0)) {
    if (child.exitCode !== null || child.signalCode !== null) continue
    child.kill('SIGKILL')
    await once(child, 'exit')
  }
})
afterAll(async () => {
  if (tree) await removeServerGroups(tree)
})

let forkServers = 0
async function openGroup(lent: CgroupTree) {
  const id = `t${++forkServers}`
  const groups = await addForkServer(lent, id, undefined)
  const kernel = await groups.addKernel('k1')
  const folders = lent.hierarchies.map(h => join(h.family, lent.server, id, 'k1'))
  const read = (file: string) =>
    folders
      .map(folder => join(folder, file))
      .filter(path => existsSync(path))
      .map(path => readFileSync(path, 'utf8').trim())[0]
  return { groups, kernel, folders, read }
}

/** A process that enters the group before it becomes the program. */
async function inside(folders: string[], program: string): Promise<ChildProcess> {
  const enter = folders.map(folder => `echo $$ > ${folder}/cgroup.procs`).join(' && ')
  const child = spawn('sh', ['-c', `${enter} && echo in && exec ${program}`], { stdio: ['ignore', 'pipe', 'ignore'] })
  children.push(child)
  await once(child.stdout as NonNullable<typeof child.stdout>, 'data')
  return child
}

const ended = async (child: ChildProcess) => {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
  return child.signalCode ?? child.exitCode
}

describe.runIf(tree)('groups of this host', () => {
  const lent = tree as CgroupTree

  test('every controller is there, or named as missing', () => {
    for (const controller of ['memory', 'pids', 'cpu'] as const)
      expect(lent.controllers.includes(controller) || lent.missing.includes(controller)).toBe(true)
  })

  test('limits are those of the kernel', async () => {
    const { kernel, read, groups } = await openGroup(lent)
    await kernel.setLimits(limits)
    if (lent.controllers.includes('pids')) expect(read('pids.max')).toBe('7')
    if (lent.controllers.includes('memory'))
      expect(read('memory.max') ?? read('memory.limit_in_bytes')).toBe(String(64 * MEGABYTE))
    if (lent.controllers.includes('cpu')) {
      const [quota, period] = (read('cpu.max') ?? `${read('cpu.cfs_quota_us')} ${read('cpu.cfs_period_us')}`).split(' ')
      expect(Number(quota) / Number(period)).toBe(0.5)
    }
    await groups.remove()
  })

  test.runIf(lent?.controllers.includes('memory'))('what takes more memory is killed, and that is known', async () => {
    const { kernel, folders, groups } = await openGroup(lent)
    await kernel.setLimits({ ...limits, processes: 100 })
    expect(await kernel.killedForMemory()).toBe(false)
    const hungry = await inside(folders, `python3 -c "b = bytearray(300_000_000); import time; time.sleep(99)"`)
    expect(await ended(hungry)).toBe('SIGKILL')
    expect(await kernel.killedForMemory()).toBe(true)
    await groups.remove()
  })

  test('a group that is removed takes its processes along, with all they started', async () => {
    const { kernel, folders, groups } = await openGroup(lent)
    await kernel.setLimits({ ...limits, processes: 100 })
    const first = await inside(folders, `sh -c 'for i in 1 2 3 4 5 6 7 8 9; do setsid sleep 4141 & done; sleep 4141'`)
    await kernel.remove()
    expect(await ended(first)).toBe('SIGKILL')
    expect(folders.some(folder => existsSync(folder))).toBe(false)
    await groups.remove()
    await kernel.remove()
  })

  test('a fork-server has a place of its own where one is needed, and what it may see is named', async () => {
    const { groups } = await openGroup(lent)
    expect(groups.binds.map(b => b.name)).toEqual(lent.hierarchies.map(h => h.name))
    expect(groups.joins).toHaveLength(lent.version === 2 ? 1 : 0)
    for (const folder of groups.joins) {
      const child = await inside([folder], 'sleep 4142')
      expect(readFileSync(join(folder, 'cgroup.procs'), 'utf8')).toContain(String(child.pid))
    }
    await groups.remove()
    expect(groups.binds.some(({ folder }) => existsSync(folder))).toBe(false)
  })

  test('groups of a server that is gone are removed by the next; those of one that lives stay', async () => {
    const families = [...new Set(lent.hierarchies.map(h => h.family))]
    const dead = `${process.pid}-1-0`
    for (const family of families) mkdirSync(join(family, dead, 'f1'), { recursive: true })
    const next = await findCgroups(nameServer())
    expect(next?.hierarchies.map(h => h.family)).toEqual(lent.hierarchies.map(h => h.family))
    for (const family of families) {
      expect(readdirSync(family)).not.toContain(dead)
      expect(readdirSync(family)).toContain(lent.server)
    }
    if (next) await removeServerGroups(next)
    expect(families.some(family => existsSync(join(family, next?.server ?? '')))).toBe(false)
  })

  test.runIf(lent?.version === 2 && process.getuid?.() === 0)(
    'a server in a group of its own, as under systemd, steps into a leaf to hand controllers on',
    async () => {
      const home = '/sys/fs/cgroup/codingagent-test.service'
      mkdirSync(home)
      const before = readFileSync('/proc/self/cgroup', 'utf8').trim().split('::')[1] ?? '/'
      try {
        writeFileSync('/sys/fs/cgroup/cgroup.subtree_control', '+memory +pids +cpu')
        writeFileSync(join(home, 'cgroup.procs'), String(process.pid))
        const own = await findCgroups(nameServer())
        expect(own?.hierarchies).toMatchObject([{ family: join(home, 'codingagent') }])
        expect(readFileSync(join(home, 'codingagent-server/cgroup.procs'), 'utf8')).toContain(String(process.pid))
        if (own) await removeServerGroups(own)
      } finally {
        writeFileSync(join('/sys/fs/cgroup', before, 'cgroup.procs'), String(process.pid))
        for (const name of ['codingagent-server', 'codingagent', '.']) rmdirSync(join(home, name))
      }
    },
  )
})

describe('the name of a server', () => {
  test('is its own, and stale only once the process is gone', async () => {
    const [one, two] = [nameServer(), nameServer()]
    expect(one).not.toBe(two)
    expect(isStale(one)).toBe(false)
    const child = spawn('sleep', ['4143'])
    children.push(child)
    const started = readFileSync(`/proc/${child.pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ')[19]
    const name = `${child.pid}-${started}-0`
    expect(isStale(name)).toBe(false)
    child.kill('SIGKILL')
    await ended(child)
    expect(isStale(name)).toBe(true)
  })

  test('of another process that got the same number is stale', () => {
    expect(isStale(`${process.pid}-1-0`)).toBe(true)
    expect(isStale('nonsense')).toBe(true)
  })
})
