import { describe, expect, test } from 'vitest'
import { Artifact, ArtifactKind, TableFilter } from './artifacts.ts'
import { ErrorBody, errorStatus, Refusal } from './errors.ts'
import { LoggedEvent, RunEvent } from './events.ts'

describe('RunEvent', () => {
  test('knows every event of the contract, and no other', () => {
    const names = RunEvent.options.map(option => option.shape.event.value).sort()
    const contract =
      'run_started intent thought text step code_written stdout stderr display artifact file_ready repair_attempt ' +
      'repair_success step_done final_result evidence meta error done'
    expect(names).toEqual(contract.split(' ').sort())
  })

  test('keeps what it read, and refuses what does not fit', () => {
    const done = { event: 'done', data: { status: 'answered' } }
    expect(RunEvent.parse(done)).toEqual(done)
    expect(RunEvent.safeParse({ event: 'done', data: { status: 'fine' } }).success).toBe(false)
    expect(RunEvent.safeParse({ event: 'step', data: { step: 0, label: 'x', tool: 'y' } }).success).toBe(false)
    expect(RunEvent.safeParse({ event: 'nothing', data: {} }).success).toBe(false)
  })

  test('a logged event has a place from 1', () => {
    const logged = { id: 1, event: 'text', data: { text: 'Hi' } }
    expect(LoggedEvent.parse(logged)).toEqual(logged)
    expect(LoggedEvent.safeParse({ ...logged, id: 0 }).success).toBe(false)
  })
})

describe('artifacts', () => {
  test('the kinds of the contract', () => {
    expect(ArtifactKind.options).toEqual(
      expect.arrayContaining(['table', 'plotly', 'vega', 'image', 'html', 'markdown', 'latex', 'audio', 'file']),
    )
    expect(ArtifactKind.options).toEqual(expect.arrayContaining(['document', 'data']))
  })

  test('an artifact without a link or a hash is not one', () => {
    const artifact = {
      id: 'a',
      sessionId: 's',
      runId: null,
      name: 'sales.csv',
      kind: 'data',
      mime: 'text/csv',
      size: 3,
      sha256: 'f'.repeat(64),
      origin: 'upload',
      version: 1,
      createdAt: '2026-01-01T00:00:00.000Z',
      url: 'https://store.example/a',
      viewUrl: '/api/v1/files/a/sales.csv',
    }
    expect(Artifact.parse(artifact)).toEqual(artifact)
    for (const field of ['url', 'sha256', 'sessionId', 'createdAt'])
      expect(Artifact.safeParse({ ...artifact, [field]: undefined }).success, field).toBe(false)
  })

  test('filters of a table page', () => {
    const good = [
      { column: 'revenue', op: 'range', min: 1 },
      { column: 'country', op: 'in', values: ['DE', null] },
      { column: 'name', op: 'contains', text: 'a' },
      { column: 'name', op: 'missing' },
      { column: '*', op: 'search', text: 'x' },
    ]
    for (const filter of good) expect(TableFilter.parse(filter)).toEqual(filter)
    expect(TableFilter.safeParse({ column: 'a', op: 'sql', text: '1; drop table' }).success).toBe(false)
  })
})

describe('errors', () => {
  test('every refusal has a status of the 4xx or 5xx kind and a body that parses', () => {
    for (const [code, status] of Object.entries(errorStatus)) {
      expect(status).toBeGreaterThanOrEqual(400)
      expect(status).toBeLessThan(600)
      expect(ErrorBody.parse({ error: { code, message: 'Do this.' } }).error.code).toBe(code)
    }
  })

  test('a refusal carries its code and details', () => {
    const refusal = new Refusal('too_large', 'The file is larger than 2 GB.', { limit: 2 })
    expect(refusal).toBeInstanceOf(Error)
    expect([refusal.code, refusal.message, refusal.details]).toEqual([
      'too_large',
      'The file is larger than 2 GB.',
      { limit: 2 },
    ])
  })
})
