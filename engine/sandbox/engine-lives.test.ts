/** The engine through its days on this host: accounts apart, kernels put away and brought back, closing at any moment, no cgroups. */
import { execFile } from 'node:child_process'
import { readFileSync, readdirSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { bubblewrapEngine } from './bubblewrap.ts'
import { type Kernel, SandboxUnavailable } from './sandbox.ts'
import { type Bench, LIMITS, makeBench, runCell } from './testing/session.ts'

const stages = () => readdirSync(tmpdir()).filter(name => name.startsWith(`codingagent-${process.pid}-`))
/** Processes of the host whose command line names one of these stages. */
const processesOf = (names: string[]): number[] =>
  readdirSync('/proc')
    .filter(name => /^\d+$/.test(name))
    .map(Number)
    .filter(pid => {
      try {
        const line = readFileSync(`/proc/${pid}/cmdline`, 'utf8')
        return names.some(name => line.includes(name))
      } catch {
        return false
      }
    })

// Each of these starts fork-servers, which takes seconds on a host that is free and many on one that is not.
describe('one engine', { timeout: 180_000 }, () => {
  let bench: Bench
  beforeAll(async () => {
    bench = await makeBench(sessionsFolder => bubblewrapEngine({ sessionsFolder, spare: false }))
  })
  afterAll(() => bench.close())

  test('each ending has words of its own, and says what is left of the variables', async () => {
    const kernel = await bench.open()
    await runCell(kernel, 'kept = 1')
    const stop = new AbortController()
    const stopAtOutput = { signal: stop.signal, onEvent: () => stop.abort() }
    const endings: [code: string, request: Parameters<typeof runCell>[2], status: string, words: RegExp][] = [
      ['1 / 0', {}, 'error', /ZeroDivisionError: division by zero/],
      ['def', {}, 'error', /SyntaxError/],
      ['import sys; sys.exit(3)', {}, 'error', /SystemExit: 3/],
      ['import ftplib', { refusedImports: ['ftplib'] }, 'refused', /ftplib/],
      ['while True: pass', { timeoutSeconds: 1 }, 'timeout', /longer than the 1 second/],
      ['print("go", flush=True)\nwhile True: pass', stopAtOutput, 'interrupted', /Interrupt/],
      ['import os, signal; os.kill(os.getpid(), signal.SIGKILL)', {}, 'crashed', /SIGKILL/],
      ['import os; os._exit(7)', {}, 'crashed', /7/],
      ['x = [bytearray(50_000_000) for _ in range(99)]', {}, 'memory', /memory/],
    ]
    const said: string[] = []
    for (const [code, request, status, words] of endings) {
      const cell = await runCell(kernel, code, request)
      expect(cell.status, code).toBe(status)
      said.push(`${cell.error?.name}: ${cell.error?.message}`)
      expect(said.at(-1)).toMatch(words)
      if (status === 'crashed') expect(cell.note).toContain('were kept')
      expect((await runCell(kernel, 'print(kept)')).stdout, code).toBe('1\n')
    }
    expect(new Set(said).size).toBe(endings.length)
  })

  test('limits are those of the settings, each kernel’s own', async () => {
    const [small, large] = await Promise.all([
      bench.open({ limits: { ...LIMITS, memoryBytes: 300 * 1024 ** 2, processes: 20 } }),
      bench.open({ limits: { ...LIMITS, memoryBytes: 900 * 1024 ** 2, processes: 60 } }),
    ])
    const take = 'block = bytearray(400_000_000); block[::4096] = b"x" * len(block[::4096]); print("had it")'
    const [refused, had] = [await runCell(small, take), await runCell(large, take)]
    expect(refused.stdout).toBe('')
    expect(refused.status === 'memory' || refused.error?.name === 'MemoryError').toBe(true)
    expect(had).toMatchObject({ status: 'ok', stdout: 'had it\n' })
    const crowd = `import subprocess
left = []
try:
    while len(left) < 40: left.append(subprocess.Popen(["sleep", "100"]))
except OSError: pass
for p in left: p.kill(); p.wait()
print(len(left))`
    expect(Number((await runCell(small, crowd)).stdout)).toBeLessThan(20)
    expect(Number((await runCell(large, crowd)).stdout)).toBe(40)
  })

  test('a session that is put away comes back with its files and without its variables, though the last still ends', async () => {
    const folder = join(bench.sessionsFolder, 'returning')
    let before: Kernel | undefined
    for (let day = 1; day <= 4; day++) {
      const gone = before?.close()
      const kernel = await bench.open({ folder })
      const cell = await runCell(
        kernel,
        `with open("diary", "a") as f: f.write("day ${day}\\n")\nprint("since" in globals(), len(open("diary").readlines()))\nsince = ${day}`,
      )
      expect(cell.stdout).toBe(`False ${day}\n`)
      await gone
      expect(before?.isGone ?? true).toBe(true)
      before = kernel
    }
  })

  test('the death of one account’s fork-server is told to its own kernels, and to no other’s', async () => {
    const known = new Set(stages())
    const ann = await bench.open({ ownerId: 'ann' })
    const own = stages().filter(name => !known.has(name))
    const neighbour = await bench.open()
    await runCell(neighbour, 'mine = "still here"')
    expect(processesOf(own).length).toBeGreaterThan(0)
    const cell = await runCell(ann, 'print("go", flush=True)\nwhile True: pass', {
      onEvent: () => {
        for (const pid of processesOf(own)) process.kill(pid, 'SIGKILL')
      },
    })
    expect(cell).toMatchObject({ status: 'crashed', error: { message: expect.stringContaining('variables are lost') } })
    await ann.closed
    expect(await runCell(ann, '1')).toMatchObject({ status: 'crashed' })
    expect((await runCell(neighbour, 'print(mine)')).stdout).toBe('still here\n')
    expect((await runCell(await bench.open({ ownerId: 'ann' }), 'print("again")')).stdout).toBe('again\n')
    await expect.poll(() => stages().filter(name => own.includes(name))).toEqual([])
  })

  // The last of this engine's days.
  test('closed while kernels start and cells run: all are told, nothing is left, nothing starts after', async () => {
    const first = await bench.open()
    const all = stages()
    const running = runCell(first, 'while True: pass')
    const opening = Promise.allSettled(
      ['owner', 'owner', 'owner', 'new', 'new'].map(ownerId => bench.open({ ownerId })),
    )
    await bench.close()
    expect(await running).toMatchObject({ status: 'crashed', note: expect.stringMatching(/\w/) })
    for (const outcome of await opening) {
      if (outcome.status === 'rejected') expect(outcome.reason).toBeInstanceOf(SandboxUnavailable)
      else expect(await runCell(outcome.value, '1')).toMatchObject({ status: 'crashed' })
    }
    const after = { ownerId: 'o', kernelId: 'after', folder: join(bench.sessionsFolder, 'after'), limits: LIMITS }
    await expect(bench.engine.open(after)).rejects.toThrow('The server is closing')
    expect(processesOf(all)).toEqual([])
    expect(stages()).toEqual([])
    await bench.engine.close()
  })
})

describe.runIf(process.getuid?.() === 0)('a host that lends no cgroups', { timeout: 180_000 }, () => {
  test('isolates all the same, bounds each process, and the report says what is missing', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'no-cgroups-'))
    const here = (name: string) => JSON.stringify(join(import.meta.dirname, name))
    await writeFile(
      join(folder, 'trial.ts'),
      `import { bubblewrapEngine } from ${here('bubblewrap.ts')}
       import { LIMITS, makeBench, runCell } from ${here('testing/session.ts')}
       const bench = await makeBench(sessionsFolder => bubblewrapEngine({ sessionsFolder, spare: false }))
       const kernel = await bench.open({ limits: { ...LIMITS, memoryBytes: 400 * 1024 ** 2 } })
       await runCell(kernel, 'kept = 1')
       const hungry = await runCell(kernel, 'x = bytearray(900_000_000)')
       const after = await runCell(kernel, 'print(kept)')
       const report = await bench.engine.report()
       await bench.close()
       console.log(JSON.stringify({ hungry: hungry.status + ' ' + hungry.error?.name, after: after.stdout, report }))`,
    )
    const script = 'umount --recursive --lazy /sys/fs/cgroup && exec "$0" "$1"'
    const { stdout } = await promisify(execFile)('unshare', [
      '--mount',
      'sh',
      '-c',
      script,
      process.execPath,
      join(folder, 'trial.ts'),
    ])
    await rm(folder, { recursive: true })
    const { hungry, after, report } = JSON.parse(stdout) as {
      hungry: string
      after: string
      report: Awaited<ReturnType<Bench['engine']['report']>>
    }
    expect(hungry).toMatch(/^(error MemoryError|memory )/)
    expect(after).toBe('1\n')
    expect(report.level).toBe('L2')
    expect(report.why).toContain('rlimits only')
    expect(report.checks.find(check => check.name === 'cgroups')).toMatchObject({
      ok: false,
      detail: expect.stringContaining('bound each process and not a kernel as a whole'),
    })
  })
})
