/** How the bench measures: what it takes for the first display, what for a peak, and the file that it uploads. */
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { firstDisplay } from './api.ts'
import type { Client } from './client.ts'
import { questionFor, type ScriptedModel } from './scripted-model.ts'
import { makeFile, peakMemory } from './upload.ts'

describe('the first display', () => {
  type Told = [event: string, at: number]
  /** A person whose run tells these events, each with the time of its arrival, in milliseconds after the question. */
  function asking(told: Told[]) {
    const seen = { asked: '', read: 0 }
    const client: Pick<Client, 'ask' | 'follow'> = {
      ask: (_session, question) => {
        seen.asked = question
        return Promise.resolve('r1')
      },
      async *follow() {
        const begun = performance.now()
        for (const [event, after] of told) {
          seen.read++
          yield { id: seen.read, event, data: {}, at: begun + after } as never
        }
      },
    }
    const at = (calledAt: number, ownTime = 0) => ({
      client: client as Client,
      model: { calledAt: () => calledAt, ownTime: () => ownTime } as ScriptedModel,
    })
    return { seen, at }
  }

  test('is the first one, and the run is read to its end', async () => {
    const { at, seen } = asking([
      ['run_started', 1],
      ['display', 1000],
      ['display', 5000],
      ['done', 9000],
    ])
    const before = performance.now()
    const { fromPost, fromCall } = await firstDisplay(at(before + 400, 150), 's', '1 + 1')
    expect(seen).toEqual({ asked: questionFor('1 + 1'), read: 4 })
    const took = performance.now() - before
    // Without the 150 ms that the model took for itself.
    expect(fromPost).toBeGreaterThanOrEqual(850)
    expect(fromPost).toBeLessThanOrEqual(850 + took)
    expect(fromCall).toBeGreaterThanOrEqual(600)
    expect(fromCall).toBeLessThanOrEqual(600 + took)
  })

  test('that never came is no number, so that no figure is made of it', async () => {
    const { at, seen } = asking([
      ['run_started', 1],
      ['stdout', 2],
      ['done', 3],
    ])
    const { fromPost, fromCall } = await firstDisplay(at(0), 's', '1')
    expect([fromPost, fromCall, seen.read]).toEqual([Number.NaN, Number.NaN, 3])
  })
})

describe('the peak of memory', () => {
  /** A process whose memory is each of these in turn, the last from then on. */
  const process = (...megabytes: number[]) => {
    let place = 0
    return { memoryMb: () => Promise.resolve(megabytes[Math.min(place++, megabytes.length - 1)] ?? 0) }
  }
  /** Work that lasts until the memory was asked so often. */
  const until = (product: { memoryMb: () => Promise<number> }, times: number) => {
    const asked = Promise.withResolvers<void>()
    let count = 0
    const memoryMb = () => {
      if (++count === times) asked.resolve()
      return product.memoryMb()
    }
    return { product: { memoryMb }, work: () => asked.promise.then(() => 'done') }
  }

  test.each<[number[], number]>([
    [[100, 100, 100], 0],
    [[100, 140, 180, 120], 80],
    [[100, 90, 80, 70], 0],
    [[100, 250, 100, 100], 150],
  ])('of %j is %d over the first', async (megabytes, mb) => {
    const { product, work } = until(process(...megabytes), megabytes.length)
    expect(await peakMemory(product, work)).toEqual({ result: 'done', mb })
  })

  test('is not watched any more when the work has failed, and why is told', async () => {
    let asked = 0
    const product = { memoryMb: () => Promise.resolve(++asked) }
    await expect(peakMemory(product, () => Promise.reject(new Error('refused')))).rejects.toThrow('refused')
    const before = asked
    await new Promise(resolve => setImmediate(resolve))
    expect(asked).toBe(before)
  })
})

describe('the file that is uploaded', () => {
  let folder = ''
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'bench-file-'))
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))

  test.each([1, 2 ** 20, 3 * 2 ** 20 + 1])('of %i bytes has at least those, and only whole rows', async bytes => {
    const path = join(folder, `${bytes}.csv`)
    await makeFile(path, bytes)
    const text = await readFile(path, 'utf8')
    const size = Buffer.byteLength(text)
    expect(size).toBeGreaterThanOrEqual(bytes)
    expect(size).toBeLessThan(bytes + 2 ** 20 + 100)
    const [head, ...rows] = text.trimEnd().split('\n')
    expect(head).toBe('id,name,amount')
    expect(new Set(rows)).toEqual(rows.length === 0 ? new Set() : new Set(['17,"Grüße, Welt",12.50']))
  })
})
