import { afterEach, beforeEach, expect, test } from 'vitest'
import { listFiles } from '../api/calls.ts'
import { breakApi, heldByApi, makeWorld } from '../mock/open-app.tsx'
import { addFiles, clearDone, dropUpload, retryUpload, uploadsOf, useUploads, type Upload } from './upload-store.ts'

let session = ''
beforeEach(async () => {
  ;[session = ''] = await makeWorld({ sessions: 1 })
})
afterEach(async () => {
  for (const { key } of uploads()) dropUpload(session, key)
  useUploads.setState({ bySession: {} })
  await breakApi()
})

const csv = (name: string) => new File(['a,b\n1,2\n'], name, { type: 'text/csv' })
const uploads = (): readonly Upload[] => uploadsOf(useUploads.getState(), session)
const states = () => uploads().map(upload => upload.state)
const keyOf = (name: string) => uploads().find(upload => upload.file.name === name)?.key ?? ''
const stored = async () => (await listFiles(session)).files.map(file => file.name).sort()
const hold = () => breakApi({ at: 'POST sessions/', status: 0, hold: true })

test('three go at once, the others wait their turn, and all arrive', async () => {
  await hold()
  addFiles(
    session,
    ['a', 'b', 'c', 'd', 'e'].map(name => csv(`${name}.csv`)),
  )
  expect(states()).toEqual(['sending', 'sending', 'sending', 'waiting', 'waiting'])
  await breakApi()
  await expect.poll(states).toEqual(Array<string>(5).fill('done'))
  expect(await stored()).toEqual(['a.csv', 'b.csv', 'c.csv', 'd.csv', 'e.csv'])
})

test('what is added while others go takes its place behind them', async () => {
  await hold()
  addFiles(session, [csv('a.csv'), csv('b.csv')])
  addFiles(session, [csv('c.csv'), csv('d.csv')])
  expect(states()).toEqual(['sending', 'sending', 'sending', 'waiting'])
  expect(uploads().map(upload => upload.file.name)).toEqual(['a.csv', 'b.csv', 'c.csv', 'd.csv'])
})

test('a stop makes room for the next, and what was stopped never arrives', async () => {
  await hold()
  addFiles(
    session,
    ['a', 'b', 'c', 'd'].map(name => csv(`${name}.csv`)),
  )
  await expect.poll(heldByApi).toEqual({ held: 3, left: 0 })
  dropUpload(session, keyOf('b.csv'))
  expect(states()).toEqual(['sending', 'sending', 'sending'])
  // The stop has reached the server, and the next upload stands in its place.
  await expect.poll(heldByApi).toEqual({ held: 3, left: 1 })
  await breakApi()
  await expect.poll(states).toEqual(['done', 'done', 'done'])
  expect(await stored()).toEqual(['a.csv', 'c.csv', 'd.csv'])
})

test('one that waits is taken away without a word to the server', async () => {
  await hold()
  addFiles(
    session,
    ['a', 'b', 'c', 'd'].map(name => csv(`${name}.csv`)),
  )
  dropUpload(session, keyOf('d.csv'))
  await breakApi()
  await expect.poll(states).toEqual(['done', 'done', 'done'])
  expect(await stored()).toEqual(['a.csv', 'b.csv', 'c.csv'])
})

test.each([
  ['empty', new File([], 'empty.csv'), undefined, 'This file is empty.'],
  ['larger than the limit', csv('large.csv'), 4, 'Too large: this installation takes files up to 4 bytes.'],
])('a file that is %s is refused here, and the ones beside it go', async (_what, file, limit, words) => {
  addFiles(session, [file, new File(['ab'], 'ok.csv')], limit)
  expect(uploads()[0]).toMatchObject({ state: 'refused', refusal: { message: words, again: false } })
  await expect.poll(states).toEqual(['refused', 'done'])
  expect(await stored()).toEqual(['ok.csv'])
})

test.each([
  ['a line that broke', { status: 0 }, true],
  ['a fault of the server', { status: 500 }, true],
  ['too many at once', { status: 429, code: 'rate_limited' }, true],
  ['a full quota', { status: 413, code: 'quota_reached' }, false],
  ['a wrong type', { status: 415, code: 'unsupported_type' }, false],
])('%s: whether it may be tried again is known', async (_what, fault, again) => {
  await breakApi({ at: 'POST sessions/', ...fault })
  addFiles(session, [csv('a.csv')])
  await expect.poll(() => uploads()[0]?.refusal?.again).toBe(again)
})

test('a second try begins anew and can succeed', async () => {
  await breakApi({ at: 'POST sessions/', status: 500, times: 1 })
  addFiles(session, [csv('a.csv')])
  await expect.poll(states).toEqual(['refused'])
  retryUpload(session, keyOf('a.csv'))
  expect(uploads()[0]).toMatchObject({ share: 0, refusal: null })
  await expect.poll(states).toEqual(['done'])
})

test('after a question only what still needs the person stays', async () => {
  await breakApi({ at: 'POST sessions/', status: 500, times: 1 })
  addFiles(session, [csv('broken.csv')])
  await expect.poll(states).toEqual(['refused'])
  addFiles(session, [csv('done.csv')])
  await expect.poll(states).toEqual(['refused', 'done'])
  await hold()
  addFiles(session, [csv('going.csv')])
  clearDone(session)
  expect(uploads().map(upload => upload.file.name)).toEqual(['broken.csv', 'going.csv'])
})

test('a file that arrived is deleted with its card', async () => {
  addFiles(session, [csv('a.csv'), csv('b.csv')])
  await expect.poll(states).toEqual(['done', 'done'])
  dropUpload(session, keyOf('a.csv'))
  await expect.poll(stored).toEqual(['b.csv'])
})

test('the same name twice is two uploads and two versions', async () => {
  addFiles(session, [csv('a.csv'), csv('a.csv')])
  await expect.poll(states).toEqual(['done', 'done'])
  expect(
    uploads()
      .map(upload => upload.artifact?.version)
      .sort((a, b) => Number(a) - Number(b)),
  ).toEqual([1, 2])
})

test('sessions do not see each other’s uploads', async () => {
  addFiles(session, [csv('a.csv')])
  expect(uploadsOf(useUploads.getState(), 'other')).toEqual([])
  await expect.poll(states).toEqual(['done'])
})

test.each([
  ['“a.csv”: It is locked. Remove the password.', 'It is locked. Remove the password.'],
  ['“b.csv”: It is locked.', '“b.csv”: It is locked.'],
  ['There is no room for “a.csv”: delete some.', 'There is no room for “a.csv”: delete some.'],
])('on its card the refusal %s does not say the name again', async (said, shown) => {
  await breakApi({ at: 'POST sessions/', status: 422, code: 'unreadable_file', message: said })
  addFiles(session, [csv('a.csv')])
  await expect.poll(() => uploads()[0]?.refusal?.message).toBe(shown)
})
