/** What the API takes and what it refuses, field by field: clients are written against this. */
import { describe, expect, test } from 'vitest'
import type { z } from 'zod'
import {
  Capabilities,
  ChangeSession,
  CreateSession,
  Id,
  LAST_EVENT_ID,
  Me,
  PageQuery,
  pageOf,
  Question,
  RowsQuery,
  Session,
  SessionFiles,
  SessionsQuery,
  Variables,
} from './api.ts'
import { ArtifactSummary, Profile, TableCell, TableFilter, TablePage } from './artifacts.ts'

type Case = [schema: z.ZodType, given: unknown, read: unknown]
const takes = (name: string, cases: Case[]) =>
  test.each(cases)(`${name} takes %#: %j`, (schema, given, read) => expect(schema.parse(given)).toEqual(read))
const refuses = (name: string, cases: [z.ZodType, unknown][]) =>
  test.each(cases)(`${name} refuses %#: %j`, (schema, given) => expect(schema.safeParse(given).success).toBe(false))
const itself = (schema: z.ZodType, ...given: unknown[]): Case[] => given.map(one => [schema, one, one])

describe('ids and pages', () => {
  takes('an id', itself(Id, 'a', 'run_0a', 'A-b_9', 'x'.repeat(100)))
  refuses(
    'an id',
    ['', 'a b', 'a/b', '../a', 'a.b', 'ä', 'a\0', 'a\n', 'x'.repeat(101), 7, null].map(id => [Id, id]),
  )
  takes('a page', [
    [PageQuery, {}, { limit: 50 }],
    [PageQuery, { limit: '200' }, { limit: 200 }],
    [PageQuery, { limit: '1', cursor: 'abc' }, { limit: 1, cursor: 'abc' }],
  ])
  refuses(
    'a page',
    ['0', '201', '-1', '1.5', 'ten', 'Infinity', '1e9'].map(limit => [PageQuery, { limit }]),
  )
  refuses('a cursor', [[PageQuery, { cursor: 'x'.repeat(501) }]])

  test('a list names its next page, or says that there is none', () => {
    const schema = pageOf(Id)
    expect(schema.parse({ items: ['a'], nextCursor: null })).toEqual({ items: ['a'], nextCursor: null })
    expect(schema.safeParse({ items: ['a'] }).success).toBe(false)
    expect(schema.safeParse({ items: ['/'], nextCursor: 'x' }).success).toBe(false)
  })

  test('the largest place in a log is what a column of 32 bits holds', () => expect(LAST_EVENT_ID).toBe(2147483647))
})

describe('sessions', () => {
  takes('a new one', [
    [CreateSession, {}, {}],
    [CreateSession, { title: '  Sales  ' }, { title: 'Sales' }],
    [
      CreateSession,
      { title: 'x'.repeat(200), projectId: 'p', model: 'openai/gpt' },
      { title: 'x'.repeat(200), projectId: 'p', model: 'openai/gpt' },
    ],
    [CreateSession, { title: ` ${'x'.repeat(200)} ` }, { title: 'x'.repeat(200) }],
    // A later client may send more than this server knows.
    [CreateSession, { title: 'a', pinned: true }, { title: 'a' }],
  ])
  refuses('a new one', [
    [CreateSession, { title: '   ' }],
    [CreateSession, { title: 'x'.repeat(201) }],
    [CreateSession, { title: null }],
    [CreateSession, { projectId: '' }],
    [CreateSession, { model: null }],
    [CreateSession, 'Sales'],
    [CreateSession, []],
  ])
  takes('a change', [
    [ChangeSession, {}, {}],
    [ChangeSession, { model: null }, { model: null }],
    [ChangeSession, { archived: false }, { archived: false }],
    [ChangeSession, { pinned: true }, { pinned: true }],
  ])
  refuses('a change', [
    [ChangeSession, { title: null }],
    [ChangeSession, { archived: 'false' }],
    [ChangeSession, { model: '' }],
  ])
  takes('a search', [
    [SessionsQuery, {}, { limit: 50, archived: false }],
    [SessionsQuery, { archived: 'true', q: 'a' }, { limit: 50, archived: true, q: 'a' }],
    [SessionsQuery, { archived: '0', q: '' }, { limit: 50, archived: false, q: '' }],
  ])
  refuses('a search', [
    [SessionsQuery, { archived: '' }],
    [SessionsQuery, { archived: '2' }],
    [SessionsQuery, { q: 'x'.repeat(201) }],
    [SessionsQuery, { projectId: 'a/b' }],
  ])

  const session = {
    id: 's',
    projectId: null,
    title: 'T',
    titled: false,
    model: null,
    pinned: false,
    archived: false,
    activeRunId: null,
    createdAt: '2026-01-01T00:00:00.000Z',
    updatedAt: '2026-01-01T00:00:00.000Z',
  }
  takes('an answer', itself(Session, session, { ...session, activeRunId: 'r', model: 'a/b', projectId: 'p' }))
  refuses('an answer', [
    ...Object.keys(session).map((key): [z.ZodType, unknown] => [Session, { ...session, [key]: undefined }]),
    // Times are ISO 8601 UTC, and nothing else.
    [Session, { ...session, createdAt: '2026-01-01' }],
    [Session, { ...session, createdAt: '2026-01-01T00:00:00+01:00' }],
    [Session, { ...session, createdAt: 1767225600000 }],
  ])
})

describe('questions', () => {
  const model = (id: string) => ({ question: 'a', model: id })
  takes('a question', [
    ...itself(Question, { question: 'Total?' }, { question: ' a\n' }, { question: 'x'.repeat(100_000) }),
    ...itself(
      Question,
      ...['builtin/analyst', 'openrouter/anthropic/claude-4.5-sonnet', 'ollama/llama3:8b', 'openai/模型'].map(model),
    ),
  ])
  refuses('a question', [
    [Question, {}],
    [Question, { question: '' }],
    [Question, { question: ' \n\t ' }],
    [Question, { question: 'x'.repeat(100_001) }],
    [Question, { question: ['a'] }],
    [Question, { question: 'a', parentRunId: '' }],
    ...[
      'gpt',
      '/gpt',
      'openai/',
      'OpenAI/gpt',
      'open ai/gpt',
      'openai/a b',
      'openai/a\nb',
      'openai/a\0',
      'openai/\ud800',
      `openai/${'x'.repeat(201)}`,
    ].map((id): [z.ZodType, unknown] => [Question, model(id)]),
  ])
})

describe('table pages', () => {
  takes('the address', [
    [RowsQuery, {}, { offset: 0, limit: 100 }],
    [RowsQuery, { offset: '1000000000', limit: '1000' }, { offset: 1e9, limit: 1000 }],
    [
      RowsQuery,
      { sort: '-a,"b,c"', filter: '[]', sheet: '' },
      { offset: 0, limit: 100, sort: '-a,"b,c"', filter: '[]', sheet: '' },
    ],
  ])
  refuses('the address', [
    [RowsQuery, { offset: '-1' }],
    [RowsQuery, { offset: '0.5' }],
    [RowsQuery, { limit: '0' }],
    [RowsQuery, { limit: '1001' }],
    [RowsQuery, { sort: 'x'.repeat(1001) }],
    [RowsQuery, { filter: 'x'.repeat(20_001) }],
    [RowsQuery, { sheet: 'x'.repeat(201) }],
  ])
  takes(
    'a condition',
    itself(
      TableFilter,
      { column: 'a', op: 'range', min: 1, max: 2 },
      { column: 'a', op: 'range', min: '2024-01-01' },
      { column: 'a', op: 'range' },
      { column: 'a', op: 'in', values: [1, 'a', true, null] },
      { column: 'a', op: 'in', values: [] },
      { column: '', op: 'contains', text: '' },
      { column: 'a', op: 'present' },
      { column: '*', op: 'search', text: 'a' },
    ),
  )
  refuses('a condition', [
    [TableFilter, { column: 'a', op: 'search', text: 'a' }],
    [TableFilter, { column: 'a', op: 'in' }],
    [TableFilter, { column: 'a', op: 'in', values: Array.from({ length: 1001 }, () => 1) }],
    [TableFilter, { column: 'a', op: 'in', values: [{}] }],
    [TableFilter, { column: 'a', op: 'contains' }],
    [TableFilter, { column: 'a', op: 'contains', text: 'x'.repeat(1001) }],
    [TableFilter, { column: 'a', op: 'range', min: null }],
    [TableFilter, { op: 'missing' }],
    [TableFilter, { column: 'a', op: 'toString' }],
    [TableFilter, null],
  ])
  takes('a cell', itself(TableCell, 'a', 1.5, true, null, [1, [2]], { a: { b: 1 } }, '9007199254740993'))
  refuses('a cell', [
    [TableCell, undefined],
    [TableCell, Number.NaN],
    [TableCell, Number.POSITIVE_INFINITY],
    [TableCell, 1n],
  ])
  refuses('a page', [
    [TablePage, { columns: [{ name: 'a' }], rows: [], total: 0, offset: 0 }],
    [TablePage, { columns: [], rows: [[undefined]], total: 0, offset: 0 }],
    [TablePage, { columns: [], rows: [], total: 0.5, offset: 0 }],
  ])
})

describe('what is answered', () => {
  const profile = { format: 'csv', rows: 0, sampled: false, columns: [], rejected: [], warnings: [] }
  const column = { name: 'a', type: 'text', missing: 0, distinct: 1 }
  takes('a passport', [
    ...itself(Profile, profile, {
      ...profile,
      columns: [{ ...column, min: null, max: 'z', mean: null, top: [{ value: null, count: 1 }] }],
    }),
    ...itself(Profile, {
      ...profile,
      sheets: [{ name: 'A', hidden: true, rows: 3 }],
      head: [[1, null, 'a']],
      readHint: 'pd.read_csv({path})',
    }),
  ])
  refuses('a passport', [
    [Profile, { ...profile, rows: undefined }],
    [Profile, { ...profile, columns: [{ ...column, missing: 0.5 }] }],
    [Profile, { ...profile, rejected: [{ line: 'x', reason: 'y' }] }],
    [Profile, { ...profile, warnings: [{ message: 'no code' }] }],
  ])
  takes('a summary', [
    [
      ArtifactSummary,
      { id: 'a', kind: 'file', name: 'n', mime: 'm', size: 0 },
      { id: 'a', kind: 'file', name: 'n', mime: 'm', size: 0, version: 1 },
    ],
  ])
  refuses('a summary', [
    [ArtifactSummary, { id: 'a', kind: 'video', name: 'n', mime: 'm', size: 0 }],
    [ArtifactSummary, { id: 'a', kind: 'file', name: 'n', mime: 'm', size: 0, version: 0 }],
    [ArtifactSummary, { id: 'a', kind: 'file', name: 'n', mime: 'm', size: 0.5 }],
  ])
  takes('variables', [
    [
      Variables,
      { items: [{ name: 'a', type: 'int', preview: '1', shape: [2, 3], bytes: 8 }] },
      { items: [{ name: 'a', type: 'int', preview: '1', shape: [2, 3], bytes: 8 }] },
    ],
  ])
  refuses('variables', [
    [Variables, { items: [{ name: 'a', type: 'int' }] }],
    [Variables, { items: [{ name: 'a', type: 'int', preview: '1', shape: ['x'] }] }],
  ])
  refuses('files', [
    [
      SessionFiles,
      {
        files: [
          {
            id: 'a',
            name: 'n',
            url: '',
            size: 1,
            type: 't',
            kind: 'file',
            version: 1,
            createdAt: 'now',
            origin: 'upload',
            runId: null,
          },
        ],
      },
    ],
  ])
  refuses('an account', [
    [Me, { id: 'a', email: null, name: 'n', role: 'root' }],
    [Me, { id: 'a', name: 'n', role: 'user' }],
  ])
  refuses('capabilities', [
    [
      Capabilities,
      {
        version: '1',
        sandbox: { engine: 'a', level: 'L2', why: '' },
        packages: [],
        maxUpload: 1,
        auth: 'maybe',
        storage: { database: '', queue: '', blobs: '' },
      },
    ],
  ])
})
