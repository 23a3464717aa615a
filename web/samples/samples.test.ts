import { afterEach, expect, test, vi } from 'vitest'
import { sampleFile, samples } from '../sessions/samples.ts'
import { suggestQuestions } from '../sessions/suggest-questions.ts'
import { profileOf } from '../mock/contents.ts'

afterEach(() => vi.restoreAllMocks())

test.each(samples)('$file holds what its card says', async sample => {
  const lines = (await (await sampleFile(sample)).text()).trimEnd().split('\n')
  expect(lines.length - 1).toBe(sample.rows)
  const widths = new Set(lines.map(line => line.split(',').length))
  expect([...widths]).toEqual([sample.columns])
})

test('a sample that is not there is an error, not an empty file', async () => {
  vi.spyOn(globalThis, 'fetch').mockResolvedValue(new Response('', { status: 404 }))
  await expect(
    sampleFile({ file: 'none.csv', name: '', about: '', rows: 0, columns: 0, questions: [] }),
  ).rejects.toThrow()
})

test('a table with columns gives four different questions', () => {
  expect(new Set(suggestQuestions(profileOf('sales.csv'), 'sales.csv')).size).toBe(4)
})
