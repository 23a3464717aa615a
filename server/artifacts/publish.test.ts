import { link, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { SessionFile } from '@codingagent/protocol/api.ts'
import type { TablePage } from '@codingagent/protocol/artifacts.ts'
import { Refusal } from '@codingagent/protocol/errors.ts'
import type { RunState } from '@codingagent/protocol/run-state.ts'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sessions } from '../db/schema.ts'
import { ensureFolder } from '../sessions/folders.ts'
import { scriptedRuns, type ScriptedRuns } from '../testing/scripted-runs.ts'
import { publishDisplay, publishFile } from './publish-artifact.ts'

let server: ScriptedRuns
beforeAll(async () => {
  server = await scriptedRuns()
})
afterAll(() => server.close())

/** Runs the code as one cell of a session and gives the run. */
const running = (code: string, sessionId?: string): Promise<RunState> => server.ran(code, sessionId)
const linkOf = async (id: string) => {
  const { body } = await server.call<{ url: string }>('GET', `/artifacts/${id}`)
  return server.url + body.url
}
const filesOf = async (sessionId: string) =>
  (await server.call<{ files: SessionFile[] }>('GET', `/sessions/${sessionId}/files`)).body.files

describe('what a run made', () => {
  it('as a large table is paged, sorted and filtered', async () => {
    const run = await running("pd.DataFrame({'n': range(300_000), 'even': [n % 2 == 0 for n in range(300_000)]})")
    const [table] = run.artifacts
    expect(table).toMatchObject({ kind: 'table', shape: { rows: 300_000, columns: 2 } })
    const page = (query: string) => server.call<TablePage>('GET', `/artifacts/${table?.id}/rows?${query}`)
    expect((await page('offset=299998&limit=10')).body).toMatchObject({
      rows: [
        [299_998, true],
        [299_999, false],
      ],
      total: 300_000,
      offset: 299_998,
    })
    expect((await page('sort=-n&limit=1')).body.rows).toEqual([[299_999, false]])
    expect((await page('sort=even,-n&limit=1')).body.rows).toEqual([[299_999, false]])
    const filter = encodeURIComponent('[{"column":"n","op":"range","min":10,"max":12}]')
    expect((await page(`filter=${filter}`)).body).toMatchObject({
      total: 3,
      rows: [
        [10, true],
        [11, false],
        [12, true],
      ],
    })
    for (const wrong of [
      'filter=[',
      'filter=[{"column":"n","op":"drop"}]',
      'sort=nothing',
      'sort=n,',
      'sort=-"n',
      'limit=9999',
    ])
      expect((await page(wrong)).status).toBe(400)
  })

  it('is sorted by columns of any name', async () => {
    const code = `pd.DataFrame({'net, total': [1, 3, 2], '-down': [1, 1, 2], '"said"': [5, 4, 4], '-': [1, 2, 3]})`
    const [table] = (await running(code)).artifacts
    const firsts = async (sort: string) => {
      const at = `/artifacts/${table?.id}/rows?sort=${encodeURIComponent(sort)}`
      const { status, body } = await server.call<TablePage>('GET', at)
      return status === 200 ? body.rows.map(([first]) => first) : status
    }
    expect(await firsts('-"net, total"')).toEqual([3, 2, 1])
    expect(await firsts('"-down",-"net, total"')).toEqual([3, 1, 2])
    expect(await firsts('-"-down","net, total"')).toEqual([2, 1, 3])
    expect(await firsts(String.raw`"\"said\"","net, total"`)).toEqual([2, 3, 1])
    expect(await firsts('-"-"')).toEqual([2, 3, 1])
    expect(await firsts('net, total')).toBe(400)
  })

  it('as HTML is served into an origin of its own, without the network', async () => {
    const run = await running(
      "open(f'{OUTPUT_DIR}/page.html', 'w').write('<script>fetch(\"/api/v1/sessions\")</script>')",
    )
    const answer = await fetch(await linkOf(run.files[0]?.id ?? ''))
    const policy = answer.headers.get('content-security-policy') ?? ''
    expect(policy).toMatch(/^sandbox allow-scripts; default-src 'none'/)
    expect(policy).not.toContain('allow-same-origin')
    expect(policy).toContain("connect-src 'none'")
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
    expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8')
    // In a tab of its own no frame holds it: there its scripts do not run, and cannot lead the tab away.
    const tab = await fetch(await linkOf(run.files[0]?.id ?? ''), { headers: { 'sec-fetch-dest': 'document' } })
    expect(tab.headers.get('content-security-policy')).toMatch(/^sandbox; default-src 'none'/)
    expect(tab.headers.get('vary')).toContain('sec-fetch-dest')
  })

  it('is sent whole, in ranges, or to be saved', async () => {
    const run = await running("open(f'{OUTPUT_DIR}/größe.txt', 'w').write('0123456789')")
    const link = await linkOf(run.files[0]?.id ?? '')
    const part = await fetch(link, { headers: { range: 'bytes=2-4' } })
    expect([part.status, await part.text(), part.headers.get('content-range')]).toEqual([206, '234', 'bytes 2-4/10'])
    const outside = await fetch(link, { headers: { range: 'bytes=10-' } })
    expect(outside.status).toBe(416)
    const saved = await fetch(`${link}&download=true`)
    expect(saved.headers.get('content-disposition')).toContain(
      'attachment; filename="gr__e.txt"; filename*=UTF-8\'\'gr%C3%B6%C3%9Fe.txt',
    )
    expect(await saved.text()).toBe('0123456789')
    const again = await fetch(link, { headers: { 'if-none-match': saved.headers.get('etag') ?? '' } })
    expect(again.status).toBe(304)
    const head = await fetch(link, { method: 'HEAD' })
    expect([head.status, head.headers.get('content-length')]).toEqual([200, '10'])
    expect((await fetch(link.replace('signature=', 'signature=x'))).status).toBe(403)
    expect((await fetch(link.replace('.txt', '.html'))).status).toBe(403)
  })

  it('becomes version 2 when it changes, and nothing when it does not', async () => {
    const { sessionId } = await running("open('notes.md', 'w').write('one')")
    const same = await running("open('notes.md', 'w').write('one')", sessionId)
    expect(same.files).toEqual([])
    await running("open('notes.md', 'w').write('two')", sessionId)
    const versions = (await filesOf(sessionId)).map(file => [file.name, file.version])
    expect(versions).toEqual([
      ['notes.md', 1],
      ['notes.md', 2],
    ])
  })

  it('has versions of its own in each folder, and none as a chart', async () => {
    const deep = `${'d'.repeat(200)}/`.repeat(15)
    const run = await running(
      [
        'import os, matplotlib.pyplot as plt',
        `for folder in ['', 'a/', 'b/', '${deep}']:`,
        '    os.makedirs(folder or ".", exist_ok=True)',
        "    open(f'{folder}result.csv', 'w').write(f'n\\n{len(folder)}\\n')",
        'for n in range(2):',
        '    plt.plot([1, n])',
        '    plt.show()',
      ].join('\n'),
    )
    expect(run.files).toHaveLength(4)
    expect(run.artifacts).toHaveLength(6)
    expect(run.artifacts.map(artifact => artifact.version)).toEqual([1, 1, 1, 1, 1, 1])
  })
})

it('nothing leaves a sandbox that is not a plain file of its own', async () => {
  const run = await running(
    [
      'import os',
      "open('good.txt', 'w').write('good')",
      "for name, target in {'shadow.txt': '/etc/shadow', 'up.txt': '../../../etc/passwd', 'proc.txt': '/proc/self/environ'}.items():",
      '    os.symlink(target, name)',
      "os.symlink('/etc', 'folder')",
      "open('real.txt', 'w').write('mine')",
      "os.link('real.txt', 'twice.txt')",
      "open('.hidden', 'w').write('x')",
      "open('~$lock.xlsx', 'w').write('x')",
      "for path in ['shadow.txt', 'folder/passwd', '/etc/passwd', '../outbox/x', 'twice.txt']:",
      "    print(f'FILE_SAVED:{path}')",
    ].join('\n'),
  )
  // What the cell itself made and does not come is told; what was never its own is not.
  const told = (name: string) => `“${name}” is not offered: it has a second name, a hard link. Save a copy of it.`
  const { status, stderr = '' } = run.steps[0] ?? {}
  expect(status).toBe('success')
  expect(stderr.trim().split('\n').toSorted()).toEqual([told('real.txt'), told('twice.txt')])
  expect((await filesOf(run.sessionId)).map(file => file.name)).toEqual(['good.txt'])
  expect(run.files.map(file => file.name)).toEqual(['good.txt'])
})

it('what code deleted is not told to the model, and takes no name from another file', async () => {
  const make =
    "import os\nos.makedirs('a', exist_ok=True)\nfor name in ['a/result.csv', 'kept.csv']: open(name, 'w').write('n\\n1\\n')"
  const { sessionId } = await running(make)
  const before = server.model.requests.length
  await running("os.remove('a/result.csv')", sessionId)
  await running('1', sessionId)
  const [told = '', , after = ''] = server.model.requests
    .slice(before)
    .map(({ messages }) => JSON.stringify(messages[0]))
  expect(told).toContain('a_result_path')
  expect(after).not.toContain('a_result_path')
  expect(after).toContain('kept_path')
})

describe('what cannot be published', () => {
  const owner = async () => {
    const sessionId = await server.newSession()
    const [session] = await server.services.db.select().from(sessions).where(eq(sessions.id, sessionId))
    return { accountId: session?.accountId ?? '', sessionId, runId: 'run_of_a_test' }
  }
  const shown = { kind: 'image' as const, mime: 'image/png', name: 'chart.png' }

  it('of a display is a refusal, whatever the outbox holds', async () => {
    const publisher = { services: server.services, ...(await owner()) }
    const folder = await mkdtemp(join(tmpdir(), 'outbox-'))
    await symlink('/etc/passwd', join(folder, 'link.png'))
    await writeFile(join(folder, 'real.png'), 'mine')
    await link(join(folder, 'real.png'), join(folder, 'twice.png'))
    for (const path of ['link.png', 'twice.png', 'gone.png', '../x.png', '..'])
      await expect(publishDisplay(publisher, { ...shown, path, folder })).rejects.toMatchObject({
        name: 'Refusal',
        code: 'unreadable_file',
        message: expect.stringContaining('chart.png'),
      })
    await rm(folder, { recursive: true })
    await expect(publishDisplay(publisher, { ...shown, path: 'a.png', folder })).rejects.toBeInstanceOf(Refusal)
  })

  it('for its size or the account’s space says so', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'outbox-'))
    const { settings, ...services } = server.services
    const { sessionId, ...rest } = await owner()
    const { workspace } = await ensureFolder(settings.dataDir, sessionId)
    await writeFile(join(workspace, 'large.txt'), 'x'.repeat(100))
    const publish = async (limits: Partial<typeof settings>) => {
      const publisher = { services: { ...services, settings: { ...settings, ...limits } }, sessionId, ...rest }
      await writeFile(join(folder, 'a.png'), 'x'.repeat(100))
      const both = await Promise.allSettled([
        publishDisplay(publisher, { ...shown, path: 'a.png', folder }),
        publishFile(publisher, 'large.txt'),
      ])
      return both.map(one => (one.status === 'rejected' ? (one.reason as Refusal).code : one.status))
    }
    expect(await publish({ maxArtifact: 99 })).toEqual(['too_large', 'too_large'])
    expect(await publish({ storageQuota: 99 })).toEqual(['quota_reached', 'quota_reached'])
    expect(await readdir(folder)).toEqual([])
    expect(await publish({ maxArtifact: 100 })).toEqual(['fulfilled', 'fulfilled'])
    await rm(folder, { recursive: true })
  })
})
