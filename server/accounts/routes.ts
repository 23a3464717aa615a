/** HTTP of the person, and of what this installation offers. */
import { Capabilities, Me, Models } from '@codingagent/protocol/api.ts'
import type { Api } from '../api.ts'
import { Refusal } from '@codingagent/protocol/errors.ts'

const soon = (): never => {
  throw new Refusal('internal', 'This part is being built.')
}

export function accountRoutes(app: Api): void {
  app.get(
    '/auth/me',
    { schema: { tags: ['accounts'], operationId: 'me', summary: 'Who am I', response: { 200: Me } } },
    soon,
  )
}

export function installationRoutes(app: Api): void {
  app.get(
    '/models',
    {
      schema: {
        tags: ['installation'],
        operationId: 'listModels',
        summary: 'Models that can be chosen',
        response: { 200: Models },
      },
    },
    soon,
  )
  app.get(
    '/capabilities',
    {
      schema: {
        tags: ['installation'],
        operationId: 'capabilities',
        summary: 'What this installation can do',
        response: { 200: Capabilities },
      },
    },
    soon,
  )
}
