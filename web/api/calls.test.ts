import { afterEach, expect, test, vi } from 'vitest'
import { ApiError, isLostLine, wordsOf } from './api-error.ts'
import { deleteSession, listSessions, readArtifact, readRows } from './calls.ts'

const answer = (status: number, body: string, type = 'application/json') =>
  vi
    .spyOn(globalThis, 'fetch')
    .mockImplementation(
      async () => new Response(status === 204 ? null : body, { status, headers: { 'content-type': type } }),
    )
const refused = async (call: Promise<unknown>) =>
  call.then(
    () => null,
    (error: unknown) => error as ApiError,
  )
afterEach(() => vi.restoreAllMocks())

test('the data of an answer', async () => {
  answer(200, '{"items":[],"nextCursor":null}')
  expect(await listSessions({})).toEqual({ items: [], nextCursor: null })
})

test('wishes become the query, and ids are made safe for a path', async () => {
  const calls = answer(200, '{}')
  await listSessions({ q: 'a b&c', archived: true, limit: 5 })
  const [listed] = calls.mock.calls[0] ?? []
  const address = new URL((listed as Request).url)
  expect(Object.fromEntries(address.searchParams)).toEqual({ q: 'a b&c', archived: 'true', limit: '5' })
  await readArtifact('../admin')
  expect(((calls.mock.calls[1] ?? [])[0] as Request).url).toContain('/artifacts/..%2Fadmin')
})

test('no content is no error', async () => {
  answer(204, '')
  await expect(deleteSession('s')).resolves.toBeUndefined()
})

test('a refusal keeps code, words and status', async () => {
  answer(413, '{"error":{"code":"too_large","message":"Files may have 5 MB."}}')
  const error = await refused(readArtifact('a'))
  expect(error).toBeInstanceOf(ApiError)
  expect(error).toMatchObject({ code: 'too_large', message: 'Files may have 5 MB.', status: 413 })
  expect(wordsOf(error)).toBe('Files may have 5 MB.')
})

test.each([
  [413, 'too_large'],
  [500, 'internal'],
  [502, 'network'],
  [503, 'network'],
  [504, 'network'],
])("a proxy's page with %i reads as %s", async (status, code) => {
  answer(status, '<html>Bad gateway</html>', 'text/html')
  const error = await refused(readArtifact('a'))
  expect(error?.code).toBe(code)
  expect(error?.message).not.toContain('<')
})

test('no answer at all is a lost line', async () => {
  vi.spyOn(globalThis, 'fetch').mockRejectedValue(new TypeError('Failed to fetch'))
  const error = await refused(readArtifact('a'))
  expect(isLostLine(error)).toBe(true)
  expect(error?.status).toBe(0)
})

test('what was called off stays called off', async () => {
  const stop = new AbortController()
  stop.abort()
  vi.spyOn(globalThis, 'fetch').mockRejectedValue(stop.signal.reason)
  const error = await refused(readRows('a', { offset: 0, limit: 10 }, stop.signal))
  expect((error as unknown as DOMException).name).toBe('AbortError')
})

test('a fault of the program itself is told in plain words', () => {
  expect(wordsOf(new TypeError('x is undefined'))).toBe('Something went wrong on our side. Try again.')
})
