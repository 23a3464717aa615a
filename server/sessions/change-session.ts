import type { ChangeSession, Session } from '@codingagent/protocol/api.ts'
import type { z } from 'zod'
import { sessions } from '../db/schema.ts'
import type { Services } from '../services.ts'
import { findSession, readSession, sessionOf } from './find-session.ts'

type Change = { id: string } & z.output<typeof ChangeSession>

export async function changeSession(services: Services, accountId: string, change: Change): Promise<Session> {
  const { id, title, model, pinned, archived } = change
  await findSession(services, accountId, id)
  const fields = {
    ...(title !== undefined && { title, titled: true }),
    ...(model !== undefined && { model }),
    ...(pinned !== undefined && { pinned }),
    ...(archived !== undefined && { archived }),
  }
  if (Object.keys(fields).length > 0) await services.db.update(sessions).set(fields).where(sessionOf(accountId, id))
  return readSession(services, accountId, id)
}
