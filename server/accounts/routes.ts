/** HTTP of the person, and of what this installation offers. */
import { Capabilities, Me, Models } from '@codingagent/protocol/api.ts'
import type { Api } from '../api.ts'
import { availableModels } from '../models.ts'
import type { Services } from '../services.ts'
import { version } from '../version.ts'
import { requireAccount } from './require-account.ts'

export function accountRoutes(app: Api, services: Services): void {
  app.get(
    '/auth/me',
    { schema: { tags: ['accounts'], operationId: 'me', summary: 'Who am I', response: { 200: Me } } },
    () => Promise.resolve(requireAccount(services)),
  )
}

const tags = ['installation']

export function installationRoutes(app: Api, services: Services): void {
  app.get(
    '/models',
    { schema: { tags, operationId: 'listModels', summary: 'Models that can be chosen', response: { 200: Models } } },
    () => availableModels(services.models),
  )
  app.get(
    '/capabilities',
    {
      schema: {
        tags,
        operationId: 'capabilities',
        summary: 'What this installation can do',
        response: { 200: Capabilities },
      },
    },
    async () => {
      const { settings, database, queue, blobs, engine } = services
      const { engine: name, level, why } = await engine.report()
      return {
        version,
        sandbox: { engine: name, level, why },
        packages: await engine.packages(),
        maxUpload: settings.maxUpload,
        auth: settings.auth,
        storage: { database: database.kind, queue: queue.kind, blobs: blobs.kind },
      }
    },
  )
}
