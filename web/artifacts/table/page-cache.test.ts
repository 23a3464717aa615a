import { describe, expect, test } from 'vitest'
import type { TablePage } from '@codingagent/protocol/artifacts.ts'
import { createPageCache, PAGE_ROWS } from './page-cache.ts'

const total = 1_000_000
const pageAt = (offset: number, limit: number): TablePage => ({
  columns: [{ name: 'n', type: 'integer' }],
  rows: Array.from({ length: Math.min(limit, total - offset) }, (_, i) => [offset + i]),
  total,
  offset,
})

function cacheWithRecord() {
  const asked: number[] = []
  const calledOff: number[] = []
  const changed: [number, number][] = []
  const failures: unknown[] = []
  const waiting: (() => void)[] = []
  const cache = createPageCache((offset, limit, signal) => {
    asked.push(offset)
    signal.addEventListener('abort', () => calledOff.push(offset))
    return new Promise(done => waiting.push(() => done(pageAt(offset, limit))))
  })
  cache.listen({ changed: (first, rows) => changed.push([first, rows]), failed: error => failures.push(error) })
  const arrive = async () => {
    for (const next of waiting.splice(0)) next()
    await new Promise(done => setTimeout(done))
  }
  return { cache, asked, calledOff, changed, failures, arrive }
}

describe('page cache', () => {
  test('asks once for each page that is visible, and gives its rows', async () => {
    const { cache, asked, changed, arrive } = cacheWithRecord()
    cache.want(150, 450)
    cache.want(160, 460)
    expect(asked).toEqual([0, 200, 400])
    expect(cache.row(150)).toBeUndefined()
    await arrive()
    expect(cache.row(150)).toEqual([150])
    expect(cache.row(459)).toEqual([459])
    expect(changed).toEqual([
      [0, PAGE_ROWS],
      [200, PAGE_ROWS],
      [400, PAGE_ROWS],
    ])
    cache.want(0, 600)
    expect(asked).toEqual([0, 200, 400])
  })

  test('calls off what was scrolled past, and may ask for it again', async () => {
    const { cache, asked, calledOff, changed, arrive } = cacheWithRecord()
    cache.want(0, 10)
    cache.want(900_000, 900_010)
    expect(calledOff).toEqual([0])
    await arrive()
    expect(changed.map(([first]) => first)).toEqual([900_000])
    cache.want(0, 10)
    expect(asked).toEqual([0, 900_000, 0])
  })

  test('forgets the pages seen longest ago, never the visible one', async () => {
    const { cache, asked, arrive } = cacheWithRecord()
    for (let page = 0; page < 80; page++) {
      cache.want(page * PAGE_ROWS, page * PAGE_ROWS + 1)
      await arrive()
    }
    expect(cache.row(79 * PAGE_ROWS)).toEqual([79 * PAGE_ROWS])
    expect(cache.row(0)).toBeUndefined()
    const before = asked.length
    cache.want(0, 1)
    expect(asked.length).toBe(before + 1)
  })

  test('a page that comes in parts is asked for until it is whole', async () => {
    const asked: [number, number][] = []
    const cache = createPageCache((offset, limit) => {
      asked.push([offset, limit])
      return Promise.resolve(pageAt(offset, Math.min(limit, 90)))
    })
    const changed: [number, number][] = []
    await new Promise<void>((done, fail) => {
      cache.listen({
        changed: (first, rows) => {
          changed.push([first, rows])
          if (first + rows === 400) done()
        },
        failed: fail,
      })
      cache.want(200, 210)
    })
    expect(asked).toEqual([
      [200, 200],
      [290, 110],
      [380, 20],
    ])
    expect(changed).toEqual([
      [200, 90],
      [290, 90],
      [380, 20],
    ])
    expect(cache.row(399)).toEqual([399])
  })

  test('the last page ends where the table does', async () => {
    const { cache, asked, arrive } = cacheWithRecord()
    cache.want(total - 1, total)
    await arrive()
    // What is visible may reach below the last row.
    cache.want(total - 1, total + 500)
    await arrive()
    expect(asked).toEqual([total - PAGE_ROWS])
    expect(cache.row(total - 1)).toEqual([total - 1])
    expect(cache.row(total)).toBeUndefined()
  })

  test('rows to copy are read from what is kept and asked for beyond it', async () => {
    const { cache, asked, arrive } = cacheWithRecord()
    cache.want(0, 10)
    await arrive()
    const reading = cache.read(190, 230, new AbortController().signal)
    await arrive()
    expect((await reading).map(([value]) => value)).toEqual(Array.from({ length: 40 }, (_, row) => 190 + row))
    expect(asked).toEqual([0, 200])
    const beyond = cache.read(total - 2, total + 2, new AbortController().signal)
    await arrive()
    await arrive()
    expect((await beyond).length).toBe(2)
  })

  test('tells of a failure, and not of what was called off', async () => {
    const failures: unknown[] = []
    const listener = { changed: () => {}, failed: (error: unknown) => failures.push(error) }
    const cache = createPageCache(
      (_offset, _limit, signal) =>
        new Promise((_, fail) => signal.addEventListener('abort', () => fail(new Error('called off')))),
    )
    cache.listen(listener)
    cache.want(0, 1)
    cache.close()
    await new Promise(done => setTimeout(done))
    expect(failures).toEqual([])

    const broken = createPageCache(() => Promise.reject(new Error('no network')))
    broken.listen(listener)
    broken.want(0, 1)
    await new Promise(done => setTimeout(done))
    expect(String(failures[0])).toContain('no network')
  })
})
