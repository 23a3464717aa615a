/** A passport and a table tell of the bytes that were uploaded, whatever code of the session wrote in their place. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Kernel } from '@codingagent/engine/sandbox/sandbox.ts'
import type { Profile, TablePage } from '@codingagent/protocol/artifacts.ts'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { artifacts } from '../db/schema.ts'
import type { Services } from '../services.ts'
import { testServer, type TestServer } from '../testing/test-server.ts'
import { profileArtifact } from './profile-artifact.ts'

let server: TestServer
beforeAll(async () => {
  server = await testServer()
})
afterAll(() => server.close())

/** An upload whose passport is still to be made. */
async function uploaded(content: string) {
  const sessionId = await server.newSession()
  const { body } = await server.upload(sessionId, { name: 'a.csv', content })
  const id = body.files[0]?.id ?? ''
  // The one that the upload began is over.
  await server.call('GET', `/artifacts/${id}/profile`)
  const [row] = await server.services.db
    .update(artifacts)
    .set({ profile: null })
    .where(eq(artifacts.id, id))
    .returning()
  if (row === undefined) throw new Error('it was not stored')
  return { id, row, place: join(server.dataDir, 'sessions', sessionId, 'workspace/a.csv') }
}

it('bytes of the same length in its place are not taken for it', async () => {
  const { id, place } = await uploaded('a\n1\n')
  await writeFile(place, 'b\n2\n')
  const { body } = await server.call<Profile>('GET', `/artifacts/${id}/profile`)
  expect(body.columns.map(column => column.name)).toEqual(['a'])
  expect((await server.call<TablePage>('GET', `/artifacts/${id}/rows`)).body.rows).toEqual([[1]])
})

it.each([
  ['other bytes', 'b\n2\n'],
  ['what cannot be read', '\0\0\0\0'],
])('%s that came while it was read are not taken for it', async (_, meanwhile) => {
  const { row, place } = await uploaded('a\n1\n')
  const { services } = server
  const asked: string[] = []
  const meddling = (kernel: Kernel): Kernel => ({
    ...kernel,
    async ask(name, args, how) {
      asked.push((args as { path: string }).path)
      if (asked.length === 1) await writeFile(place, meanwhile)
      return kernel.ask(name, args, how)
    },
  })
  const lease: Services['looks']['lease'] = request => {
    const real = services.looks.lease(request)
    return { ...real, kernel: async () => meddling(await real.kernel()) }
  }
  const profile = await profileArtifact({ ...services, looks: { ...services.looks, lease } }, row)
  expect(profile.columns.map(column => column.name)).toEqual(['a'])
  expect(asked).toEqual(['/workspace/a.csv', expect.stringMatching(/^\/workspace\/source-/)])
})

it('as long as nobody changed it, it is read where it lies', async () => {
  const { row } = await uploaded('a\n1\n')
  const { services } = server
  const folders: string[] = []
  const lease: Services['looks']['lease'] = request => {
    folders.push(request.sessionId)
    return services.looks.lease(request)
  }
  await profileArtifact({ ...services, looks: { ...services.looks, lease } }, row)
  expect(folders).toEqual([row.sessionId])
})
