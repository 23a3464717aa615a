import { execFileSync, spawn } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { bubblewrapEngine } from './bubblewrap.ts'
import { SandboxUnavailable } from './sandbox.ts'
import { engineConformance } from './testing/conformance.ts'
import { type Bench, LIMITS, makeBench, runCell } from './testing/session.ts'

engineConformance('bubblewrap', sessionsFolder => bubblewrapEngine({ sessionsFolder }))

const MEGABYTE = 1024 * 1024
/** Processes whose command line names this marker. */
const processesWith = (marker: string) =>
  readdirSync('/proc')
    .filter(name => /^\d+$/.test(name))
    .filter(pid => {
      try {
        return execFileSync('cat', [`/proc/${pid}/cmdline`], {
          encoding: 'utf8',
          stdio: ['ignore', 'pipe', 'ignore'],
        }).includes(marker)
      } catch {
        return false
      }
    })
/** Stages of this process's engines: each is named in the command line of one fork-server. */
const stages = (pid = process.pid) => readdirSync(tmpdir()).filter(name => name.startsWith(`codingagent-${pid}-`))
async function until(condition: () => boolean): Promise<void> {
  for (const end = Date.now() + 10_000; !condition() && Date.now() < end; ) await new Promise(r => setTimeout(r, 20))
  expect(condition()).toBe(true)
}

describe('bubblewrap', () => {
  let bench: Bench
  beforeAll(async () => {
    bench = await makeBench(sessionsFolder => bubblewrapEngine({ sessionsFolder, maxKernels: 6 }))
  })
  afterAll(() => bench.close())

  test('a fork-server is renewed by count, and the old one lives as long as its kernels', async () => {
    const first = await bench.open({ ownerId: 'renewed' })
    const where = async (kernel: typeof first) => (await runCell(kernel, 'print(hash("a"))')).stdout
    const before = await where(first)
    for (let i = 0; i < 5; i++) expect(await where(await bench.open({ ownerId: 'renewed' }))).toBe(before)
    expect(await where(await bench.open({ ownerId: 'renewed' }))).not.toBe(before)
    expect(await where(first)).toBe(before)
  })

  test('a kernel sees neither host paths nor host processes, and has no rights', async () => {
    const cell = await runCell(
      await bench.open(),
      'import os\nprint(sorted(os.listdir("/")))\nprint([l for l in open("/proc/self/status") if l[:3] in ("Cap", "NoN", "Sec")])\nprint(os.getuid(), os.uname().nodename)',
    )
    expect(cell.stdout).toContain(
      "['bin', 'dev', 'etc', 'lib', 'lib64', 'opt', 'outbox', 'proc', 'sbin', 'tmp', 'usr', 'workspace']",
    )
    expect(cell.stdout).toMatch(/CapEff:\\t0{16}.*CapBnd:\\t0{16}.*NoNewPrivs:\\t1.*Seccomp:\\t2/s)
    expect(cell.stdout).toContain('1000 sandbox')
  })

  test('a full disk ends the cell in words, and the person can make room', async () => {
    const kernel = await bench.open({ limits: { ...LIMITS, diskBytes: 32 * MEGABYTE } })
    const cell = await runCell(kernel, 'i = 0\nwhile True:\n    open(f"f{i}", "wb").write(bytes(1_000_000)); i += 1')
    expect(cell).toMatchObject({ status: 'error', error: { name: 'DiskLimit' } })
    expect(cell.error?.message).toContain('32 MiB')
    const room = await runCell(kernel, 'import glob, os\nfor f in glob.glob("f*"): os.remove(f)\nprint("room")')
    expect(room).toMatchObject({ status: 'ok', stdout: 'room\n' })
    const one = await runCell(kernel, 'with open("one", "wb") as f:\n    for _ in range(99): f.write(bytes(1_000_000))')
    expect(one).toMatchObject({ status: 'error' })
  })

  test('what a server leaves that was killed: no process, no group, no folder', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'sandbox-killed-'))
    const script = join(folder, 'server.ts')
    await writeFile(
      script,
      `import { mkdirSync } from 'node:fs'
       import { bubblewrapEngine } from ${JSON.stringify(join(import.meta.dirname, 'bubblewrap.ts'))}
       const engine = await bubblewrapEngine({ sessionsFolder: ${JSON.stringify(folder)} })
       mkdirSync(${JSON.stringify(join(folder, 's'))})
       const limits = { memoryBytes: 3e8, processes: 50, diskBytes: 1e8, cpus: 1 }
       const kernel = await engine.open({ ownerId: 'o', kernelId: 'k', folder: ${JSON.stringify(join(folder, 's'))}, limits })
       const code = 'import subprocess; subprocess.Popen(["sleep", "4242"], start_new_session=True); print("up", flush=True)\\nwhile True: pass'
       await kernel.run({ code, timeoutSeconds: 500, outputBytes: 1e4, refusedImports: [], onEvent: () => void process.stdout.write('up\\n') })`,
    )
    const server = spawn(process.execPath, [script], { stdio: ['ignore', 'pipe', 'inherit'] })
    const ours = `codingagent-${server.pid}-`
    try {
      for await (const line of createInterface({ input: server.stdout })) if (line === 'up') break
      expect(processesWith(ours).length).toBeGreaterThan(1)
    } finally {
      server.kill('SIGKILL')
    }
    await until(() => processesWith(ours).length === 0 && processesWith('sleep\u00004242').length === 0)
    const left = () => [...stages(server.pid), ...groupsOfServers()].filter(name => name.includes(`${server.pid}-`))
    const next = await makeBench(sessionsFolder => bubblewrapEngine({ sessionsFolder, spare: false }))
    expect(left()).toEqual([])
    await next.close()
    await rm(folder, { recursive: true })
  })

  test('after close nothing of an engine is left', async () => {
    const others = new Set(stages())
    const own = await makeBench(sessionsFolder => bubblewrapEngine({ sessionsFolder, spare: false }))
    await runCell(await own.open(), 'import subprocess; subprocess.Popen(["sleep", "4343"], start_new_session=True);')
    const mine = stages().filter(name => !others.has(name))
    expect(mine.flatMap(processesWith).length).toBeGreaterThan(0)
    await own.close()
    expect(mine.flatMap(processesWith)).toEqual([])
    expect(processesWith('sleep\u00004343')).toEqual([])
    expect(stages().filter(name => mine.includes(name))).toEqual([])
  })

  test('a kernel whose folder cannot be used keeps no fork-server from its rest', async () => {
    const others = new Set(stages())
    const own = await makeBench(sessionsFolder => bubblewrapEngine({ sessionsFolder, spare: false, idleSeconds: 0 }))
    const folder = join(own.sessionsFolder, 'taken')
    await writeFile(folder, 'a file where a folder should be')
    const opening = own.engine.open({ ownerId: 'o', kernelId: 'k', folder, limits: LIMITS })
    await expect(opening).rejects.toThrow('A kernel could not be set up (ENOTDIR). Try again')
    await until(() => stages().every(name => others.has(name)))
    await own.close()
  })

  test('the server’s environment is in no process of the sandbox', async () => {
    process.env['SECRET_OF_THE_SERVER'] = 'hunter2'
    await bench.open({ ownerId: 'environment' })
    const pids = stages().flatMap(processesWith)
    expect(pids.length).toBeGreaterThan(1)
    const environments = await Promise.all(pids.map(pid => readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '')))
    expect(environments.join('\n')).not.toContain('hunter2')
  })

  const shares = '/sys/fs/cgroup/cpu/codingagent/cpu.shares'
  test.runIf(existsSync(shares))('all kernels together weigh as much as a process a core, no more', async () => {
    await bench.open({ ownerId: 'weighed' })
    expect(Number(await readFile(shares, 'utf8'))).toBe(1024 * availableParallelism())
  })

  const built = join(import.meta.dirname, '../../.tools')
  const treeOfItsOwn = join(built, 'rootfs/usr/bin')
  test.runIf(existsSync(treeOfItsOwn))(
    'where no Debian tree could be built the host’s /usr serves, read-only, behind the same walls',
    async () => {
      const tools = await mkdtemp(join(tmpdir(), 'sandbox-host-'))
      await writeFile(join(tools, '.rootfs-base'), 'host\n')
      for (const name of ['rootfs', 'packages.json']) await symlink(join(built, name), join(tools, name))
      // What the host has and the tree has not tells the two apart.
      const ofTree = readdirSync(treeOfItsOwn)
      const alone = readdirSync('/usr/bin').find(name => !ofTree.includes(name))
      const own = await makeBench(sessionsFolder =>
        bubblewrapEngine({ sessionsFolder, toolsFolder: tools, spare: false }),
      )
      try {
        expect((await own.engine.report()).checks).toContainEqual({
          name: 'root file system',
          ok: true,
          detail: "the host's /usr, read-only",
        })
        const cell = await runCell(
          await own.open(),
          `import os, sys
def refused(path):
    try: open(path, "w")
    except OSError: return True
print(os.path.exists("/usr/bin/${alone}"), sys.prefix, all(map(refused, ["/usr/x", "/usr/bin/x", "/etc/passwd", "/x"])))
print(sorted(os.listdir("/")), os.path.exists("/etc/shadow"), os.listdir("/etc"))
plt.plot([1, 2]); plt.title("日本"); pd.DataFrame({"a": [1]}).to_excel("a.xlsx")`,
        )
        expect(cell).toMatchObject({ status: 'ok', stdout: expect.stringContaining('True /opt/kernel True\n') })
        expect(cell.stdout).toMatch(/'usr', 'workspace'\] False \[/)
        expect(cell.events.map(e => e.type)).toEqual(expect.arrayContaining(['display', 'file']))
      } finally {
        await own.close()
        await rm(tools, { recursive: true })
      }
    },
  )

  test('where nothing is built it refuses with what to do, and says so in its report', async () => {
    const empty = await mkdtemp(join(tmpdir(), 'sandbox-empty-'))
    const engine = await bubblewrapEngine({ sessionsFolder: empty, toolsFolder: empty })
    await mkdir(join(empty, 's'))
    const opening = engine.open({ ownerId: 'o', kernelId: 'k', folder: join(empty, 's'), limits: LIMITS })
    await expect(opening).rejects.toThrow(SandboxUnavailable)
    await expect(opening).rejects.toThrow('kernel/build-rootfs.sh')
    expect((await engine.report()).why).toContain('kernel/build-rootfs.sh')
    await engine.close()
    await rm(empty, { recursive: true })
  })
})

function groupsOfServers(): string[] {
  const mounts = ['memory', 'pids', 'cpu', '.'].map(name => join('/sys/fs/cgroup', name, 'codingagent'))
  return mounts.flatMap(path => (existsSync(path) ? readdirSync(path) : []))
}
