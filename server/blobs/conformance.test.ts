/** What the product needs of a store of bytes, on a folder and on a real S3-compatible server. */
import { createHash, randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { startS3 } from '../testing/start-s3.ts'
import { BlobMissing, type Blobs, type ListedBlob } from './blobs.ts'
import { openBlobs } from './open-blobs.ts'

const sha256 = (bytes: Buffer | string) => createHash('sha256').update(bytes).digest('hex')
const MB = 1024 * 1024

async function all(listed: AsyncIterable<ListedBlob>): Promise<ListedBlob[]> {
  const blobs: ListedBlob[] = []
  for await (const blob of listed) blobs.push(blob)
  return blobs
}

describe.each(['folder', 's3'] as const)('in %s', kind => {
  let blobs: Blobs
  let s3: Awaited<ReturnType<typeof startS3>> | undefined
  let dataDir: string
  /** A prefix that no other test has. */
  let base: string

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'codingagent-blobs-'))
    if (kind === 's3') s3 = await startS3()
    blobs = await openBlobs({ dataDir, s3: s3?.settings })
  })
  afterAll(async () => {
    blobs.close()
    await s3?.stop()
    await rm(dataDir, { recursive: true, force: true })
  })
  beforeEach(() => {
    base = `sessions/${randomUUID()}`
  })

  const put = (key: string, content: Buffer | string) => blobs.put(key, Readable.from([Buffer.from(content)]))
  const read = async (key: string, range?: { start: number; end?: number }) =>
    (await buffer(await blobs.get(key, range))).toString('latin1')
  const keys = async (prefix: string) => (await all(blobs.list(prefix))).map(blob => blob.key).toSorted()

  test('gives back the bytes, their size and their sha256', async () => {
    expect(blobs.kind).toBe(kind)
    const content = Buffer.from(Array.from({ length: 100_000 }, (_, n) => n % 256))
    expect(await put(`${base}/a`, content)).toEqual({ size: 100_000, sha256: sha256(content) })
    expect((await buffer(await blobs.get(`${base}/a`))).equals(content)).toBe(true)
    expect(await blobs.stat(`${base}/a`)).toEqual({ size: 100_000 })
  })

  test('an empty blob is a blob', async () => {
    expect(await blobs.put(`${base}/empty`, Readable.from([]))).toEqual({ size: 0, sha256: sha256('') })
    expect(await blobs.stat(`${base}/empty`)).toEqual({ size: 0 })
    expect(await read(`${base}/empty`)).toBe('')
  })

  test('more than one part, in pieces of any size, comes back whole', async () => {
    const piece = Buffer.from(Array.from({ length: 333_333 }, (_, n) => (n * 7) % 256))
    const hash = createHash('sha256')
    const pieces = Array.from({ length: 90 }, () => piece)
    for (const each of pieces) hash.update(each)
    const stored = await blobs.put(`${base}/large`, Readable.from(pieces))
    expect(stored).toEqual({ size: 90 * 333_333, sha256: hash.digest('hex') })
    const back = createHash('sha256')
    for await (const each of await blobs.get(`${base}/large`)) back.update(each as Buffer)
    expect(back.digest('hex')).toBe(stored.sha256)
  })

  test('ranges', async () => {
    await put(`${base}/a`, '0123456789')
    expect(await read(`${base}/a`, { start: 2, end: 4 })).toBe('234')
    expect(await read(`${base}/a`, { start: 7 })).toBe('789')
    expect(await read(`${base}/a`, { start: 0, end: 0 })).toBe('0')
    expect(await read(`${base}/a`, { start: 9, end: 9 })).toBe('9')
  })

  test('what is not there', async () => {
    await expect(blobs.get(`${base}/none`)).rejects.toThrow(BlobMissing)
    await put(`${base}/a`, 'x')
    await expect(blobs.get(`${base}/a/b`)).rejects.toThrow(BlobMissing)
    expect(await blobs.stat(`${base}/none`)).toBeNull()
    await blobs.delete(`${base}/none`)
    expect(await keys(`${base}/none`)).toEqual([])
  })

  test('a later put of the same key takes the place of the earlier', async () => {
    await put(`${base}/a`, 'first, and longer')
    await put(`${base}/a`, 'second')
    expect(await read(`${base}/a`)).toBe('second')
  })

  test('delete takes one and leaves the others', async () => {
    await put(`${base}/a`, '1')
    await put(`${base}/b/c`, '2')
    await blobs.delete(`${base}/a`)
    expect(await blobs.stat(`${base}/a`)).toBeNull()
    expect(await keys(`${base}/`)).toEqual([`${base}/b/c`])
    await blobs.delete(`${base}/b/c`)
    expect(await keys(`${base}/`)).toEqual([])
    await put(`${base}/b/c`, '3')
    expect(await read(`${base}/b/c`)).toBe('3')
  })

  test('lists by prefix, with sizes and moments', async () => {
    const before = Date.now() - 5000
    for (const key of ['a/1', 'a/2', 'ab/3', 'b/4']) await put(`${base}/${key}`, key)
    expect(await keys(`${base}/a/`)).toEqual([`${base}/a/1`, `${base}/a/2`])
    expect(await keys(`${base}/a`)).toEqual([`${base}/a/1`, `${base}/a/2`, `${base}/ab/3`])
    const [first] = await all(blobs.list(`${base}/b/`))
    expect(first).toMatchObject({ key: `${base}/b/4`, size: 3 })
    expect(first!.changedAt.getTime()).toBeGreaterThan(before)
  })

  test('lists more than a page of a store holds', { timeout: 120_000 }, async () => {
    const names = Array.from({ length: 1050 }, (_, n) => `${base}/${String(n).padStart(4, '0')}`)
    for (let from = 0; from < names.length; from += 50)
      await Promise.all(names.slice(from, from + 50).map(name => put(name, 'x')))
    expect(await keys(`${base}/`)).toEqual(names)
  })

  test('a source that breaks leaves nothing, at the start and after parts', async () => {
    const broken = (pieces: number) =>
      Readable.from(
        (async function* () {
          for (let n = 0; n < pieces; n++) yield Buffer.alloc(MB, n)
          await Promise.resolve()
          throw new Error('the line broke')
        })(),
      )
    for (const pieces of [0, 1, 20]) {
      await expect(blobs.put(`${base}/broken`, broken(pieces))).rejects.toThrow('the line broke')
      expect(await blobs.stat(`${base}/broken`)).toBeNull()
    }
    const cut = Readable.from([Buffer.alloc(MB), Buffer.alloc(MB)])
    const putting = blobs.put(`${base}/broken`, cut)
    cut.destroy()
    await expect(putting).rejects.toThrow()
    expect(await keys(base)).toEqual([])
    expect(await blobs.sweep(-60_000)).toBe(0)
  })

  test('an aborted put leaves nothing and lets its source go', async () => {
    for (const after of [0, 3, 20]) {
      const stop = new AbortController()
      const source = Readable.from(
        (async function* () {
          for (let n = 0; ; n++) {
            if (n === after) stop.abort(new Error('cancelled by the person'))
            yield Buffer.alloc(MB)
            await new Promise(setImmediate)
          }
        })(),
      )
      await expect(blobs.put(`${base}/cancelled`, source, { signal: stop.signal })).rejects.toThrow()
      expect(source.destroyed).toBe(true)
    }
    const early = Readable.from([Buffer.from('x')])
    const aborted = blobs.put(`${base}/cancelled`, early, { signal: AbortSignal.abort(new Error('too late')) })
    await expect(aborted).rejects.toThrow()
    expect(await keys(base)).toEqual([])
    expect(await blobs.sweep(-60_000)).toBe(0)
  })

  test('memory stays flat however long the stream is', async () => {
    const piece = Buffer.alloc(MB, 7)
    let most = 0
    const before = process.memoryUsage().rss
    const source = Readable.from(
      (async function* () {
        for (let n = 0; n < 300; n++) {
          yield piece
          most = Math.max(most, process.memoryUsage().rss)
          await new Promise(setImmediate)
        }
      })(),
    )
    expect((await blobs.put(`${base}/long`, source)).size).toBe(300 * MB)
    expect((most - before) / MB).toBeLessThan(200)
    await blobs.delete(`${base}/long`)
  })

  test('twenty at once, each its own', async () => {
    const names = Array.from({ length: 20 }, (_, n) => `${base}/${n}`)
    await Promise.all(names.map(name => put(name, name.repeat(1000))))
    for (const name of names) expect(await read(name)).toBe(name.repeat(1000))
  })

  test.each(['', '/a', 'a/', 'a//b', '../a', 'a/../b', '.', '..', 'a/.', './a', 'a\0b', 'a b', 'é', 'x'.repeat(201)])(
    'refuses the key %j',
    async key => {
      await expect(put(key, 'x')).rejects.toThrow('not a blob key')
      await expect(blobs.get(key)).rejects.toThrow('not a blob key')
      await expect(blobs.stat(key)).rejects.toThrow('not a blob key')
      await expect(blobs.delete(key)).rejects.toThrow('not a blob key')
    },
  )

  test('answers when asked whether it is there', () => blobs.check())

  test('hands out links of its own, or says that the server must', async () => {
    const name = `Bericht "März"; (1)*'.csv`
    await put(`${base}/a`, 'a,b\n1,2\n')
    const link = await blobs.link(`${base}/a`, { name, mime: 'text/csv', seconds: 60, disposition: 'attachment' })
    if (kind === 'folder') return expect(link).toBeNull()
    const answer = await fetch(link!)
    expect(answer.status).toBe(200)
    expect(await answer.text()).toBe('a,b\n1,2\n')
    expect(answer.headers.get('content-type')).toBe('text/csv')
    const disposition = answer.headers.get('content-disposition') ?? ''
    expect(disposition).toMatch(/^attachment; filename\*=UTF-8''[\w.%!~-]+$/)
    expect(decodeURIComponent(disposition.split("''")[1]!)).toBe(name)
    const tampered = [link!.replace(`${base}/a`, `${base}/b`), link!.replace(/.$/, end => (end === '0' ? '1' : '0'))]
    for (const bad of tampered) expect((await fetch(bad)).status).toBe(403)
    expect((await fetch(link!.replace('X-Amz-Expires=60', 'X-Amz-Expires=6000'))).status).toBe(403)
  })
})
