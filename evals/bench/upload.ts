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

const HEAD = 'id,name,amount\n'
const ROW = '17,"Grüße, Welt",12.50\n'

/** A CSV of that size, give or take a block of rows: the same rows over and over, each whole. */
export async function makeFile(path: string, bytes: number): Promise<void> {
  const block = Buffer.from(ROW.repeat(Math.ceil(2 ** 20 / Buffer.byteLength(ROW))))
  const file = await open(path, 'w')
  try {
    await file.write(HEAD)
    for (let written = HEAD.length; written < bytes; written += block.length) await file.write(block)
    await file.sync()
  } finally {
    await file.close()
  }
}

/** Runs `work` and gives its result with the highest memory seen meanwhile, in MB over what it was before. */
export async function peakMemory<Result>(
  { memoryMb }: Pick<Product, 'memoryMb'>,
  work: () => Promise<Result>,
): Promise<{ result: Result; mb: number }> {
  const idle = await memoryMb()
  let peak = idle
  let running = true
  const watch = (async () => {
    while (running) {
      peak = Math.max(peak, await memoryMb())
      await new Promise(done => setTimeout(done, 50))
    }
  })()
  try {
    const result = await work()
    return { result, mb: peak - idle }
  } finally {
    running = false
    await watch
  }
}

export async function uploadRows(): Promise<Row[]> {
  const folder = await mkdtemp(join(tmpdir(), 'codingagent-upload-'))
  const path = join(folder, 'large.csv')
  const product = await startProduct()
  try {
    await makeFile(path, BYTES)
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
