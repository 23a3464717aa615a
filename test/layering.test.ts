/** The house of ARCHITECTURE.md, held to: which room may import which, what a folder may be called, how much is tested. */
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { describe, expect, test } from 'vitest'

const root = join(import.meta.dirname, '..')
const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '--deduplicate'], {
  cwd: root,
  encoding: 'utf8',
})
  .split('\n')
  .filter(Boolean)

type Room = 'protocol' | 'engine' | 'server' | 'web' | 'evals' | 'test'
const mayImport: Record<Room, Room[]> = {
  protocol: [],
  engine: ['protocol'],
  server: ['protocol', 'engine'],
  web: ['protocol'],
  evals: ['protocol', 'engine'],
  test: ['protocol', 'evals'],
}
const rooms = Object.keys(mayImport) as Room[]
const roomOf = (file: string) => rooms.find(room => file.startsWith(`${room}/`))
const isCode = (file: string) => /\.(ts|tsx|mts)$/.test(file) && !file.endsWith('.gen.ts')
/** Tests, and what only tests are made of. */
const isTest = (file: string) =>
  /\.test\.tsx?$|\/test_[^/]+\.py$|conformance\.ts$|\/conftest\.py$|[-_]for[-_]tests\.\w+$|^test\/|\/testing\/|^web\/mock\//.test(
    file,
  )

/** Every module a file names in import, export … from, import() or new URL(…, import.meta.url). */
function importsOf(file: string): string[] {
  const text = readFileSync(join(root, file), 'utf8')
  return [
    ...text.matchAll(
      /(?:^|[\s;}])(?:import|export)\b[^'"`;]*?\bfrom\s*['"]([^'"]+)['"]|\bimport\s*\(?\s*['"]([^'"]+)['"]|\bnew URL\(\s*['"](\.[^'"]+\.m?tsx?)['"],\s*import\.meta\.url/g,
    ),
  ].map(m => (m[1] ?? m[2] ?? m[3]) as string)
}

/** The room an import leads to, or undefined for a library. */
function targetRoom(file: string, specifier: string): Room | undefined {
  const named = /^@codingagent\/(\w+)/.exec(specifier)?.[1]
  if (named) return rooms.find(room => room === named)
  return specifier.startsWith('.') ? roomOf(normalize(join(dirname(file), specifier))) : undefined
}

describe('rooms', () => {
  const code = files.filter(f => isCode(f) && roomOf(f))

  test('an import goes only where an arrow of ARCHITECTURE.md goes', () => {
    const wrong = code.flatMap(file => {
      const from = roomOf(file) as Room
      return importsOf(file)
        .map(specifier => ({ specifier, to: targetRoom(file, specifier) }))
        .filter(({ to }) => to && to !== from && !mayImport[from].includes(to))
        .map(({ specifier }) => `${file} imports ${specifier}`)
    })
    expect(wrong).toEqual([])
  })

  test('protocol needs nothing but zod', () => {
    const foreign = code
      .filter(f => f.startsWith('protocol/') && !isTest(f))
      .flatMap(f => importsOf(f).filter(s => !s.startsWith('.') && s !== 'zod'))
    expect(foreign).toEqual([])
  })

  test('the engine knows no HTTP server and no database', () => {
    const foreign = code
      .filter(f => f.startsWith('engine/') && !isTest(f))
      .flatMap(f => importsOf(f).filter(s => /^(fastify|@fastify|pg$|drizzle-orm|@electric-sql|bullmq)/.test(s)))
    expect(foreign).toEqual([])
  })

  test('process.env is read in one file of the server', () => {
    const readers = code
      .filter(f => f.startsWith('server/') && !isTest(f))
      .filter(f => /process\.env\b|\benv\b.*from 'node:process'/.test(readFileSync(join(root, f), 'utf8')))
    expect(readers.filter(f => f !== 'server/env.ts')).toEqual([])
  })
})

describe('names', () => {
  test('no drawer: utils, helpers, common, misc, shared, core, lib', () => {
    const drawers = files.filter(f => /(^|\/)(utils?|helpers?|common|misc|shared|core|lib)(\/|\.[a-z]+$)/.test(f))
    expect(drawers).toEqual([])
  })
})

const FLOOR = 0.8

describe('sizes', () => {
  test('a Python file is at most 400 lines', () => {
    const long = files
      .filter(f => f.endsWith('.py'))
      .map(f => ({ f, lines: readFileSync(join(root, f), 'utf8').split('\n').length - 1 }))
      .filter(({ f, lines }) => lines > (isTest(f) ? 500 : 400))
    expect(long).toEqual([])
  })

  /** Blank lines aside. The floor may rise, never fall. */
  test('there are at least so many lines of test for each line of source', () => {
    const counted = files.filter(f => (isCode(f) || f.endsWith('.py')) && (roomOf(f) || f.startsWith('kernel/')))
    const lines = (wanted: boolean) =>
      counted
        .filter(f => isTest(f) === wanted)
        .reduce(
          (sum, f) =>
            sum +
            readFileSync(join(root, f), 'utf8')
              .split('\n')
              .filter(line => line.trim()).length,
          0,
        )
    const ratio = lines(true) / lines(false)
    expect(ratio, `${lines(true)} lines of test, ${lines(false)} of source`).toBeGreaterThanOrEqual(FLOOR)
  })
})
