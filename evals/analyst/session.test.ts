/** The session that answers are judged in: real sandbox and loop, folded state, files of its own, kept apart from every other. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { evalEngine, type EvalEngine, type EvalSession } from './session.ts'

const people = { name: 'people & pets.csv', bytes: 'name,age,pets\nAda,36,1\nBen,41,0\nCleo,29,3\n' }
let engine: EvalEngine
let session: EvalSession
beforeAll(async () => {
  engine = await evalEngine()
  session = await engine.session([people, { name: 'note.txt', bytes: 'Dogs bark. Cats do not.\n' }])
})
afterAll(() => engine.close())

describe('Python of the test’s own', () => {
  test('finds the files under their own names, byte for byte', async () => {
    const code = 'import os\nprint(sorted(os.listdir("/workspace")))\nprint(repr(open("people & pets.csv").read()))'
    const [listed, text] = (await session.python(code)).trimEnd().split('\n')
    expect(listed).toContain("'note.txt', ")
    expect(listed).toContain("'people & pets.csv'")
    expect(text).toBe("'name,age,pets\\nAda,36,1\\nBen,41,0\\nCleo,29,3\\n'")
  })

  test('gives what it printed to stdout alone, and keeps its variables', async () => {
    expect(await session.python('import sys\nkept = 40\nprint("out")\nprint("err", file=sys.stderr)\nkept')).toBe(
      'out\n',
    )
    expect(await session.python('print(kept + 2)')).toBe('42\n')
  })

  test('that fails is told with its traceback', async () => {
    await expect(session.python('def f():\n    return 1 / 0\nf()')).rejects.toThrow(
      /line 2, in f[\s\S]*ZeroDivisionError/,
    )
    await expect(session.python('1 +')).rejects.toThrow('SyntaxError')
  })
})

describe('a question', () => {
  test('is answered from the files, with every number found and the state folded to its end', async () => {
    const run = await session.ask('average age')
    expect(run).toMatchObject({ sessionId: 'eval-1', status: 'answered', question: 'average age', error: null })
    expect(run.answer).toContain('35.33')
    expect(run.evidence.filter(claim => claim.status === 'missing')).toEqual([])
    expect(run.steps.map(({ status }) => status)).toEqual(run.steps.map(() => 'success'))
    expect(run.seconds).toBeGreaterThan(0)
  })

  test('knows the one before it', async () => {
    await session.ask('total pets')
    const run = await session.ask('and the maximum?')
    expect(run.answer).toContain('3')
    expect(run.id).not.toBe((await session.ask('how many rows?')).id)
  })

  test('that makes a file leaves it where the next one can read and edit it', async () => {
    const run = await session.ask('export all rows as csv')
    const [file] = run.files
    expect(file?.name).toMatch(/\.csv$/)
    expect(await session.python(`print(open(f"{OUTPUT_DIR}/${file?.name}").read().count("\\n"))`)).toBe('4\n')
    const { answer, steps } = await session.ask('hello')
    expect(answer).not.toBe('')
    // A greeting may look at the files, and computes nothing.
    expect(steps.filter(({ tool }) => tool === 'run_python')).toEqual([])
  })
})

test('sessions are apart: neither files nor variables of one are in another', async () => {
  const other = await engine.session([{ name: 'other.csv', bytes: 'a\n1\n' }])
  await session.python('mine = 1\nopen("mine.txt", "w").write("x")')
  const seen = await other.python('import os\nprint("mine" in globals(), sorted(os.listdir("/workspace")))')
  expect(seen).toMatch(/^False \[.*'other\.csv'.*\]\n$/)
  expect(seen).not.toContain('mine.txt')
  await other.close()
  await expect(other.python('1')).rejects.toThrow()
  expect(await session.python('print(mine)')).toBe('1\n')
})

test('a session without files says so when it is asked about them', async () => {
  const empty = await engine.session([])
  const run = await empty.ask('total revenue by region')
  expect(run.status).toBe('answered')
  expect(run.files).toEqual([])
  expect(run.answer).toMatch(/file/i)
  await empty.close()
})
