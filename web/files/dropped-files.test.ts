import { describe, expect, test } from 'vitest'
import { filesInFolders, holdsFolder } from './dropped-files.ts'

const file = (name: string) => ({ name, isFile: true, isDirectory: false, file: give(new File(['a'], name)) })
function give(made: File) {
  return (done: (file: File) => void) => done(made)
}

/** A folder as browsers tell of it: some of its entries at a time, then none. */
function folder(name: string, entries: { name: string }[], atOnce = 100) {
  const createReader = () => {
    let at = 0
    return { readEntries: (done: (some: { name: string }[]) => void) => done(entries.slice(at, (at += atOnce))) }
  }
  return { name, isFile: false, isDirectory: true, createReader }
}

/** A drop that no script can make: only the entries of a real one can be folders. */
const dropOf = (...entries: unknown[]) =>
  ({ items: entries.map(entry => ({ kind: 'file', webkitGetAsEntry: () => entry })) }) as unknown as DataTransfer

const namesIn = async (...entries: unknown[]) => (await filesInFolders(dropOf(...entries)))?.map(({ name }) => name)

test('only a drop with a folder in it is looked through', () => {
  expect(holdsFolder(dropOf(file('a.csv'), folder('year', [])))).toBe(true)
  expect(holdsFolder(dropOf(file('a.csv')))).toBe(false)
  const made = new DataTransfer()
  made.items.add(new File(['a'], 'a.csv'))
  made.items.add('words', 'text/plain')
  expect(holdsFolder(made)).toBe(false)
})

describe('the files of folders', () => {
  test('come in the order of their paths, of every depth, beside those that lie in none', async () => {
    const year = folder('year', [file('b.csv'), folder('april', [file('z.csv')]), file('c.csv')], 2)
    expect(await namesIn(year, file('a.csv'))).toEqual(['z.csv', 'b.csv', 'c.csv', 'a.csv'])
  })

  test('that are hidden are not meant', async () => {
    expect(await namesIn(folder('year', [file('.DS_Store'), folder('.git', [file('config')])]))).toEqual([])
  })

  test('that are too many to be meant are none', async () => {
    const many = (count: number) =>
      folder(
        'all',
        Array.from({ length: count }, (_, n) => file(`${n}.csv`)),
      )
    expect(await namesIn(many(200))).toHaveLength(200)
    expect(await filesInFolders(dropOf(many(201)))).toBeNull()
  })

  test('that cannot be read say so', async () => {
    const locked = {
      ...folder('year', []),
      createReader: () => ({ readEntries: (_: unknown, no: () => void) => no() }),
    }
    await expect(filesInFolders(dropOf(locked))).rejects.toBeUndefined()
  })
})
