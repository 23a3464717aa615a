import type { Variables } from '@codingagent/protocol/api.ts'
import { sql } from 'drizzle-orm'
import { sessions } from '../db/schema.ts'
import type { Services } from '../services.ts'
import { findSession, sessionOf } from './find-session.ts'

/** What was alive after the last cell; no kernel is asked, so a running cell does not keep anyone waiting. */
export async function listVariables(services: Services, accountId: string, id: string): Promise<Variables> {
  const { variables, lastKernel } = await findSession(services, accountId, id)
  if (variables.length === 0) return { items: variables }
  return { items: variables, lost: lastKernel === null || !(await services.kernelFinder.isAlive(id, lastKernel)) }
}

/** A fresh kernel for the next cell. A cell that runs now ends with its kernel. */
export async function restartKernel(services: Services, accountId: string, id: string): Promise<void> {
  await findSession(services, accountId, id)
  await services.db
    .update(sessions)
    .set({ kernelGeneration: sql`${sessions.kernelGeneration} + 1`, variables: [], lastKernel: null })
    .where(sessionOf(accountId, id))
  await services.kernels.close(id)
}
