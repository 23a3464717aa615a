/** What the operator reads when the settings do not fit the store; what a store must do is in conformance.test.ts. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
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
