/** What the operator reads when the settings do not fit the store; what a store must do is in conformance.test.ts. */
import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { startS3 } from '../testing/start-s3.ts'
import { s3Blobs } from './s3-blobs.ts'

describe('a store that cannot be used is a sentence', () => {
  let store: Awaited<ReturnType<typeof startS3>>
  beforeAll(async () => {
    store = await startS3()
  })
  afterAll(() => store.stop())

  test.each([
    ['a wrong secret', { secretAccessKey: 'secret-of-another-store' }, /answers 403 when asked for the bucket “test”/],
    ['an unknown key', { accessKeyId: 'nobody' }, /answers 4\d\d when asked for the bucket “test”/],
    ['a bucket of no valid name', { bucket: 'No_Bucket' }, /answers 400 when asked for the bucket “No_Bucket”/],
    ['nobody at the address', { endpoint: 'http://127.0.0.1:1' }, /^The store at http:\/\/127.0.0.1:1 .*ECONNREFUSED/],
  ])('%s', async (_, change, words) => {
    const opening = s3Blobs({ ...store.settings, ...change })
    const said = await opening.then(
      () => 'it opened',
      (error: Error) => error.message,
    )
    expect(said).toMatch(words)
    expect(said).toMatch(/ Check S3_ENDPOINT, S3_BUCKET, S3_REGION and the keys\.$/)
    expect(said).not.toContain('secret')
  })

  test('a bucket that is not there is made, and one that is there is taken', async () => {
    const settings = { ...store.settings, bucket: 'made-at-the-start' }
    const [first, second] = await Promise.all([s3Blobs(settings), s3Blobs(settings)])
    await first.check()
    await second.check()
    first.close()
    second.close()
  })
})

describe('a store that falls silent', () => {
  /** Opens blobs on a store that answers as told, and finds its bucket; half a second of silence is too much. */
  async function blobsOn(answer: RequestListener, opened = true) {
    const server = createServer((request, response) => {
      if (opened && request.method === 'HEAD') response.end()
      else answer(request, response)
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    const settings = { endpoint, bucket: 'test', region: 'us-east-1', accessKeyId: 'key', secretAccessKey: 'hidden' }
    onTestFinished(() => {
      server.closeAllConnections()
      server.close()
    })
    return s3Blobs(settings, 500)
  }

  test('is a sentence when it is opened', { timeout: 30_000 }, async () => {
    await expect(blobsOn(() => {}, false)).rejects.toThrow(
      /^The store at http.* cannot be used: it does not answer \(it is silent\)/,
    )
  })

  test('fails whoever stores or reads, also in the middle', { timeout: 30_000 }, async () => {
    const blobs = await blobsOn((request, response) => {
      if (request.method === 'GET') response.writeHead(200, { 'content-length': '1000' }).write('the beginning')
    })
    const inTime = { name: 'TimeoutError' }
    await Promise.all([
      expect(blobs.put('one', Readable.from([Buffer.from('bytes')]))).rejects.toMatchObject(inTime),
      expect(blobs.delete('one')).rejects.toMatchObject(inTime),
      expect(blobs.get('one').then(text)).rejects.toMatchObject(inTime),
    ])
    blobs.close()
  })
})
