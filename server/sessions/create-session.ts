import type { CreateSession, Session } from '@codingagent/protocol/api.ts'
import { Refusal } from '@codingagent/protocol/errors.ts'
import { and, eq } from 'drizzle-orm'
import type { z } from 'zod'
import { projects, sessions } from '../db/schema.ts'
import { newId } from '../new-id.ts'
import type { Services } from '../services.ts'
import { readSession } from './find-session.ts'

export const untitled = 'New session'

export async function createSession(
  services: Services,
  accountId: string,
  wanted: z.output<typeof CreateSession>,
): Promise<Session> {
  const { title, projectId, model } = wanted
  if (projectId !== undefined) await findProject(services, accountId, projectId)
  const id = newId('ses')
  await services.db.insert(sessions).values({
    id,
    accountId,
    title: title ?? untitled,
    titled: title !== undefined,
    projectId: projectId ?? null,
    model: model ?? null,
  })
  return readSession(services, accountId, id)
}

async function findProject({ db }: Services, accountId: string, id: string): Promise<void> {
  const mine = and(eq(projects.id, id), eq(projects.accountId, accountId))
  const [row] = await db.select({ id: projects.id }).from(projects).where(mine)
  if (!row) throw new Refusal('not_found', 'There is no such project: it was deleted, or its id is wrong.')
}
