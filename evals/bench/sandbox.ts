/** A fresh session, its memory and a round trip, beside ipykernel and plain Python with the same packages, all in this run. */
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { bubblewrapEngine } from '@codingagent/engine/sandbox/bubblewrap.ts'
import type { Kernel, SandboxEngine } from '@codingagent/engine/sandbox/sandbox.ts'
import { quantile, type Row } from './row.ts'

const run = promisify(execFile)
const tools = resolve(import.meta.dirname, '../../.tools')
const LIMITS = { memoryBytes: 2 * 1024 ** 3, processes: 128, diskBytes: 1024 ** 3, cpus: 2 }
const PEER_PACKAGES = ['ipykernel==7.4.0', 'jupyter-client==8.10.0']
const pause = (milliseconds: number) => new Promise(resolve => setTimeout(resolve, milliseconds))

type Peers = Record<'plain' | 'bare' | 'loaded', { first: number; trip?: number; memory: number }>

async function measurePeers(): Promise<Peers> {
  const venv = join(tools, 'bench-peers')
  const uv = join(tools, 'python/bin/uv')
  if (!existsSync(join(venv, '.ready'))) {
    await run(uv, ['venv', '--quiet', '--clear', '--python', '/usr/bin/python3.11', venv])
    await run(uv, ['pip', 'install', '--quiet', '--compile-bytecode', '--python', venv, ...PEER_PACKAGES])
    const packages = join(tools, 'rootfs/opt/kernel/lib/python3.11/site-packages')
    await writeFile(join(venv, 'lib/python3.11/site-packages/kernel-packages.pth'), `${packages}\n`)
    await writeFile(join(venv, '.ready'), '')
  }
  const { stdout } = await run(join(venv, 'bin/python'), [join(import.meta.dirname, 'peer_kernel.py')])
  return JSON.parse(stdout) as Peers
}

async function cell(kernel: Kernel, code: string): Promise<number> {
  const started = performance.now()
  const result = await kernel.run({
    code,
    timeoutSeconds: 30,
    outputBytes: 10_000,
    refusedImports: [],
    onEvent: () => undefined,
  })
  if (result.status !== 'ok') throw new Error(`the bench's cell ended as ${result.status}: ${result.error?.message}`)
  return performance.now() - started
}

/** Memory that a session's processes have for themselves; undefined where the host lends no cgroups to find them by. */
async function privateMegabytes(sessions: number): Promise<number | undefined> {
  const group = new RegExp(`/codingagent/${process.pid}-\\d+-\\d+/f\\d+/k\\d+$`, 'm')
  let kilobytes = 0
  for (const pid of (await readdir('/proc')).filter(name => /^\d+$/.test(name))) {
    const groups = await readFile(`/proc/${pid}/cgroup`, 'utf8').catch(() => '')
    if (!group.test(groups)) continue
    const memory = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8').catch(() => '')
    for (const [, size] of memory.matchAll(/^Private_\w+:\s+(\d+) kB/gm)) kilobytes += Number(size)
  }
  return kilobytes === 0 ? undefined : kilobytes / 1024 / sessions
}

async function measureOurs(engine: SandboxEngine, folder: string) {
  let count = 0
  const open = async () => {
    const kernelId = `bench-${++count}`
    await mkdir(join(folder, kernelId))
    return engine.open({ ownerId: 'bench', kernelId, folder: join(folder, kernelId), limits: LIMITS })
  }
  await (await open()).close()
  const first: number[] = []
  const fresh: Kernel[] = []
  const idle: Kernel[] = []
  for (let i = 0; i < 30; i++) {
    await pause(150)
    const started = performance.now()
    const kernel = await open()
    await cell(kernel, '1')
    first.push(performance.now() - started)
    await kernel.close()
  }
  for (let i = 0; i < 10; i++) fresh.push(await open())
  await pause(500)
  const freshMemory = await privateMegabytes(fresh.length + 1)
  await Promise.all(fresh.map(kernel => kernel.close()))
  const burst: number[] = []
  for (let i = 0; i < 10; i++) {
    const started = performance.now()
    idle.push(await open())
    await cell(idle[i] as Kernel, '1')
    burst.push(performance.now() - started)
  }
  await pause(500)
  const memory = await privateMegabytes(idle.length + 1)
  const trips: number[] = []
  for (let i = 0; i < 200; i++) trips.push(await cell(idle[0] as Kernel, '1'))
  return { first, burst, freshMemory, memory, trips }
}

export async function sandboxRows(): Promise<Row[]> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-sandbox-'))
  const engine = await bubblewrapEngine({ sessionsFolder: folder })
  try {
    const { first, burst, freshMemory, memory, trips } = await measureOurs(engine, folder)
    const peers = await measurePeers()
    const ipykernel = { peerName: 'ipykernel, same imports' }
    const python = { peerName: 'plain Python, same imports' }
    return [
      {
        name: 'fresh session to first result, p50',
        ours: quantile(first, 0.5),
        peer: peers.loaded.first,
        ...ipykernel,
        unit: 'ms',
      },
      {
        name: 'the same, p90',
        ours: quantile(first, 0.9),
        peer: peers.plain.first,
        ...python,
        unit: 'ms',
        goal: 'p90 ≤ 45 ms',
      },
      {
        name: 'the same, ten without a pause, p50',
        ours: quantile(burst, 0.5),
        peer: peers.bare.first,
        peerName: 'ipykernel, bare',
        unit: 'ms',
      },
      {
        name: 'memory of an idle session',
        ours: freshMemory ?? null,
        peer: peers.loaded.memory,
        ...ipykernel,
        unit: 'MB',
        goal: '≤ 8 MB',
      },
      {
        name: 'the same after its first cell, with its undo point',
        ours: memory ?? null,
        peer: peers.plain.memory,
        ...python,
        unit: 'MB',
      },
      {
        name: 'round trip of a cell, p50',
        ours: quantile(trips, 0.5),
        peer: peers.loaded.trip ?? null,
        ...ipykernel,
        unit: 'ms',
        goal: '≤ 1 ms',
      },
    ]
  } finally {
    await engine.close()
    await rm(folder, { recursive: true, force: true })
  }
}
