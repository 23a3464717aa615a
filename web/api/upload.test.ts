import { beforeEach, expect, test } from 'vitest'
import { breakApi, makeWorld } from '../mock/open-app.tsx'
import { ApiError } from './api-error.ts'
import { listFiles } from './calls.ts'
import { uploadFile } from './upload.ts'

let session = ''
beforeEach(async () => {
  ;[session = ''] = await makeWorld({ sessions: 1 })
})

const upload = (file: File, stop = new AbortController()) => {
  const shares: number[] = []
  const sent = uploadFile({ sessionId: session, file, signal: stop.signal, onProgress: share => shares.push(share) })
  return { sent, shares, stop }
}
const refused = (sent: Promise<unknown>) =>
  sent.then(
    () => null,
    (error: unknown) => error as Error,
  )
const csv = (name: string, bytes = 8) => new File(['x'.repeat(bytes)], name, { type: 'text/csv' })

test('an upload answers the artifact it became', async () => {
  const artifact = await upload(csv('sales.csv', 1_200)).sent
  expect(artifact).toMatchObject({ name: 'sales.csv', sessionId: session, origin: 'upload', kind: 'data' })
  expect((await listFiles(session)).files.map(file => file.id)).toEqual([artifact.id])
})

test('progress only grows, and ends with all of it', async () => {
  const { sent, shares } = upload(csv('big.csv', 3_000_000))
  await sent
  expect(shares.length).toBeGreaterThan(0)
  expect(shares).toEqual([...shares].sort((a, b) => a - b))
  expect(shares.at(-1)).toBe(1)
})

test.each(['Größe & Menge (März).csv', '売上 2025.csv', 'a;b=c%20d.csv'])(
  'the name %s arrives as it is',
  async name => {
    expect((await upload(csv(name)).sent).name).toBe(name)
  },
)

test('a refusal keeps the words and the status of the server', async () => {
  const error = await refused(upload(csv('tool.exe')).sent)
  expect(error).toBeInstanceOf(ApiError)
  expect(error).toMatchObject({ code: 'unsupported_type', status: 415 })
  expect(error?.message).toBe('Programs are not accepted. Add a table, a document or an image.')
})

test.each([
  [{ status: 413, page: true }, 'too_large', 'This file is larger than this installation accepts.'],
  [{ status: 502, page: true }, 'network', 'The server is not answering right now. It will be tried again.'],
  [{ status: 500, page: true }, 'internal', 'Something went wrong on our side. Try again.'],
  [{ status: 429, code: 'quota_reached', message: 'Your 1 GB is full.' }, 'quota_reached', 'Your 1 GB is full.'],
  [{ status: 401, code: 'unauthorized', message: 'Log in first.' }, 'unauthorized', 'Log in first.'],
  // Says it is done but names no file: nothing can be shown of it.
  [{ status: 201, page: true }, 'internal', 'Something went wrong on our side. Try again.'],
])('an answer such as %j is a sentence', async (fault, code, words) => {
  await breakApi({ at: 'POST sessions/', ...fault })
  expect(await refused(upload(csv('sales.csv')).sent)).toMatchObject({ name: 'ApiError', code, message: words })
})

test('a line that breaks is told as the network, not as a refusal', async () => {
  await breakApi({ at: 'POST sessions/', status: 0 })
  expect(await refused(upload(csv('sales.csv')).sent)).toMatchObject({ code: 'network', status: 0 })
})

test('a stop ends it at once, though the server has not answered', async () => {
  await breakApi({ at: 'POST sessions/', status: 0, hold: true })
  const { sent, stop } = upload(csv('sales.csv'))
  stop.abort()
  expect(await refused(sent)).toMatchObject({ name: 'AbortError' })
})

test('a stop that comes after the end changes nothing', async () => {
  const { sent, stop } = upload(csv('sales.csv'))
  const artifact = await sent
  stop.abort()
  expect((await listFiles(session)).files.map(file => file.id)).toEqual([artifact.id])
})
