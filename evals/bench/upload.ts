/** A 2 GB upload beside `cp` of the same file, and what it does to the server's memory. */
import { execFileSync } from 'node:child_process'
import { openAsBlob } from 'node:fs'
import { mkdtemp, open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { clientOf } from './client.ts'
import { startProduct, type Product } from './product-process.ts'
import type { Row } from './row.ts'

const BYTES = 2_000_000_000

/** A CSV of that size, the same block of rows over and over. */
async function makeFile(path: string): Promise<void> {
  const block = Buffer.from('id,name,amount\n'.padEnd(1 << 20, '17,"Grüße, Welt",12.50\n'))
  const file = await open(path, 'w')
  try {
    for (let written = 0; written < BYTES; written += block.length) await file.write(block)
    await file.sync()
  } finally {
    await file.close()
  }
}

/** Runs `work` and gives its result with the highest memory seen meanwhile, in MB over `idle`. */
async function peakMemory<Result>(
  product: Product,
  work: () => Promise<Result>,
): Promise<{ result: Result; mb: number }> {
  const idle = await product.memoryMb()
  let peak = idle
  let running = true
  const watch = (async () => {
    while (running) {
      peak = Math.max(peak, await product.memoryMb())
      await new Promise(done => setTimeout(done, 50))
    }
  })()
  const result = await work()
  running = false
  await watch
  return { result, mb: peak - idle }
}

export async function uploadRows(): Promise<Row[]> {
  const folder = await mkdtemp(join(tmpdir(), 'codingagent-upload-'))
  const path = join(folder, 'large.csv')
  const product = await startProduct()
  try {
    await makeFile(path)
    const copyBegun = performance.now()
    execFileSync('cp', ['--reflink=never', path, `${path}.copy`])
    execFileSync('sync', [`${path}.copy`])
    const copySeconds = (performance.now() - copyBegun) / 1000
    await rm(`${path}.copy`)
    const client = clientOf(product.address)
    const sessionId = await client.session()
    const blob = await openAsBlob(path)
    const begun = performance.now()
    const { mb } = await peakMemory(product, () => client.upload(sessionId, 'large.csv', blob))
    const seconds = (performance.now() - begun) / 1000
    return [
      {
        name: '2 GB upload',
        ours: BYTES / 1e6 / seconds,
        peer: BYTES / 1e6 / copySeconds,
        peerName: 'cp + sync',
        unit: 'MB/s',
      },
      { name: '2 GB upload, server memory over idle', ours: mb, peer: null, unit: 'MB', goal: '≤ 250 MB' },
    ]
  } finally {
    await product.stop()
    await rm(folder, { recursive: true, force: true })
  }
}
