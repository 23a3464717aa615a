/** Alive, and ready: each thing this process leans on is asked, briefly. */
import { sql } from 'drizzle-orm'
import { errorStatus } from '@codingagent/protocol/errors.ts'
import type { Api } from './api.ts'
import type { Services } from './services.ts'

const PATIENCE = 5000

async function answers(work: Promise<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error('no answer')), PATIENCE)
  })
  try {
    await Promise.race([work, late])
    return true
  } catch {
    return false
  } finally {
    clearTimeout(timer)
  }
}

export function healthRoutes(app: Api, services: Services): void {
  const { db, blobs, queue, engine } = services
  app.get('/healthz', { schema: { hide: true }, config: { rateLimit: false } }, () => ({ status: 'ok' }))
  app.get('/readyz', { schema: { hide: true }, config: { rateLimit: false } }, async (_request, reply) => {
    const [database, files, jobs, sandbox] = await Promise.all([
      answers(db.execute(sql`select 1`)),
      answers(blobs.check()),
      answers(queue.check()),
      // Every process opens files with it, not the workers alone.
      answers(provesIsolation(engine)),
    ])
    const ready = database && files && jobs && sandbox
    reply.code(ready ? 200 : errorStatus.sandbox_unavailable)
    return { status: ready ? 'ready' : 'not ready', checks: { database, files, queue: jobs, sandbox } }
  })
}

async function provesIsolation(engine: Services['engine']): Promise<void> {
  const { checks } = await engine.report()
  if (checks.some(check => check.name === 'fork-server' && !check.ok)) throw new Error('the sandbox does not start')
}
