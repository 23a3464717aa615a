/** First look and passport of a 1 GB CSV, asked of a sandboxed kernel, beside DuckDB and pandas on the same file. */
import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { bubblewrapEngine } from '@codingagent/engine/sandbox/bubblewrap.ts'
import type { Row } from './row.ts'

const run = promisify(execFile)
const LIMITS = { memoryBytes: 2 * 1024 ** 3, processes: 128, diskBytes: 8 * 1024 ** 3, cpus: 2 }
const packages = resolve(import.meta.dirname, '../../.tools/rootfs/opt/kernel/lib/python3.11/site-packages')
const peers = join(import.meta.dirname, 'intake_peers.py')

type Figure = { seconds: number; megabytes: number }
type Figures = Record<
  'duckdbSniff' | 'duckdbSample' | 'duckdbFull' | 'pandasSample' | 'pandasFull' | 'oursFull',
  Figure
>

async function python(...words: string[]): Promise<string> {
  const { stdout } = await run('/usr/bin/python3.11', [peers, ...words], { env: { PYTHONPATH: packages } })
  return stdout
}

async function measureOurs(folder: string): Promise<{ look: number; sample: number; full: number }> {
  const engine = await bubblewrapEngine({ sessionsFolder: folder })
  try {
    const kernel = await engine.open({
      ownerId: 'bench',
      kernelId: 'intake',
      folder: join(folder, 'intake'),
      limits: LIMITS,
      writable: false,
    })
    const timed = async (request: string, more: Record<string, unknown> = {}) => {
      const started = performance.now()
      await kernel.ask(request, { path: '/workspace/large.csv', ...more }, { timeoutSeconds: 600 })
      return (performance.now() - started) / 1000
    }
    await timed('look')
    const look = await timed('look')
    const sample = await timed('profile')
    const full = await timed('profile', { full: true })
    await kernel.close()
    return { look, sample, full }
  } finally {
    await engine.close()
  }
}

export async function intakeRows(): Promise<Row[]> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-intake-'))
  try {
    const file = join(folder, 'intake/workspace/large.csv')
    await mkdir(join(folder, 'intake/workspace'), { recursive: true })
    await mkdir(join(folder, 'intake/outbox'), { recursive: true })
    await python('make', file)
    const ours = await measureOurs(folder)
    const peer = JSON.parse(await python('measure', file)) as Figures
    const name = 'passport of a 1 GB CSV'
    return [
      {
        name: 'first look at a 1 GB CSV',
        ours: ours.look * 1000,
        peer: peer.duckdbSniff.seconds * 1000,
        peerName: 'DuckDB, sniff_csv',
        unit: 'ms',
        goal: '≤ 4 s',
      },
      {
        name: `sampled ${name}`,
        ours: ours.sample,
        peer: peer.duckdbSample.seconds,
        peerName: 'DuckDB, summarize 200k rows',
        unit: 's',
        goal: '≤ 4 s',
      },
      {
        name: 'the same',
        ours: ours.sample,
        peer: peer.pandasSample.seconds,
        peerName: 'pandas, describe 200k rows',
        unit: 's',
      },
      {
        name: `full ${name}`,
        ours: ours.full,
        peer: peer.duckdbFull.seconds,
        peerName: 'DuckDB, summarize',
        unit: 's',
      },
      {
        name: 'the same',
        ours: ours.full,
        peer: peer.pandasFull.seconds,
        peerName: 'pandas, read and describe',
        unit: 's',
      },
      {
        name: 'its memory',
        ours: peer.oursFull.megabytes,
        peer: peer.duckdbFull.megabytes,
        peerName: 'DuckDB, summarize',
        unit: 'MB',
      },
      {
        name: 'the same',
        ours: peer.oursFull.megabytes,
        peer: peer.pandasFull.megabytes,
        peerName: 'pandas, read and describe',
        unit: 'MB',
      },
    ]
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
