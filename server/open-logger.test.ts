import { ErrorBody } from '@codingagent/protocol/errors.ts'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openLogger } from './open-logger.ts'
import { testServer, type TestServer } from './testing/test-server.ts'

type Line = { level: number; msg: string; errorId?: string; err?: Logged }
type Logged = { type: string; message: string; code?: string; at?: string; cause?: Logged }

const written: string[] = []
const log = { write: (line: string) => void written.push(line) }
const lines = () => written.map(line => JSON.parse(line) as Line)

/** What the log says of something thrown. */
function told(error: unknown): Logged {
  written.length = 0
  openLogger('info', log).error({ err: error }, 'it happened')
  return lines()[0]?.err as Logged
}

describe('of an error the log holds', () => {
  it('its type, words, code and place', () => {
    const error = Object.assign(new TypeError('no such thing'), { code: 'E_NONE', key: 'sk-secret', statusCode: 500 })
    const { at, ...rest } = told(error)
    expect(rest).toEqual({ type: 'TypeError', message: 'no such thing', code: 'E_NONE' })
    expect(at).toContain('open-logger.test.ts')
    expect(written.join('')).not.toContain('sk-secret')
  })

  it('its causes, as far as they go', () => {
    const deep = new Error('outer', { cause: new Error('middle', { cause: new RangeError('inner') }) })
    expect(told(deep).cause?.cause).toMatchObject({ type: 'RangeError', message: 'inner' })
    const round = new Error('round')
    round.cause = round
    expect(JSON.stringify(told(round)).match(/"round"/g)).toHaveLength(6)
  })

  it.each([['a text'], [{ password: 'a text' }], [undefined], [null]])('nothing of %j, which is none', thrown => {
    if (thrown === undefined) return expect(told({ error: thrown })).toMatchObject({ type: 'object' })
    expect(told(thrown).message).toBe('something was thrown that is no error')
    expect(written.join('')).not.toContain('a text')
  })
})

describe('of a failed query the log holds no value', () => {
  let server: TestServer
  beforeAll(async () => {
    server = await testServer({}, log)
  })
  afterAll(() => server.close())

  it('when a request fails by it', async () => {
    const sessionId = await server.newSession()
    await server.services.db.execute(sql`alter table runs rename column question to asked`)
    written.length = 0
    const { status, body } = await server.call('POST', `/sessions/${sessionId}/query`, {
      body: { question: 'Why is Mrs Müller’s salary so low?' },
    })
    await server.services.db.execute(sql`alter table runs rename column asked to question`)
    expect(status).toBe(500)
    const id = /report error (\S+)\.$/.exec(ErrorBody.parse(body).error.message)?.[1]
    const [line] = lines().filter(({ errorId }) => errorId !== undefined)
    expect(line).toMatchObject({ errorId: id, msg: 'internal error' })
    expect(line?.err).toMatchObject({ message: 'a query failed', cause: { code: '42703' } })
    expect(line?.err?.at ?? line?.err?.cause?.at).toContain('start-run.ts')
    for (const word of ['Müller', 'insert into', sessionId]) expect(written.join('')).not.toContain(word)
  })

  it.each([
    ['a value that does not fit', sql`select ${'her diary'}::integer`, '22P02'],
    [
      'a row that is there already',
      sql`insert into settings (key, value) values ('a', 'her diary'), ('a', 'b')`,
      '23505',
    ],
    ['a text that is no time', sql`select ${'her diary'}::timestamptz`, '22007'],
  ])('as %s', async (_, query, code) => {
    const error: unknown = await server.services.db.execute(query).catch((thrown: unknown) => thrown)
    const logged = told(error)
    expect(logged.cause).toMatchObject({ code })
    expect(logged.cause?.message.length).toBeGreaterThan(10)
    expect(written.join('')).not.toContain('diary')
  })
})
