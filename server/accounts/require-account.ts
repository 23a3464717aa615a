/** Who is asking. Every route that touches someone's data begins with this. */
import { Refusal } from '@codingagent/protocol/errors.ts'
import type { Me } from '@codingagent/protocol/api.ts'
import { accounts } from '../db/schema.ts'
import type { Services } from '../services.ts'

/** The one account of single-user local mode. */
const localAccount: Me = { id: 'local', email: null, name: 'You', role: 'admin' }

/** Makes the row that local mode's data belongs to. Called once at start. */
export async function ensureLocalAccount({ db }: Pick<Services, 'db'>): Promise<void> {
  await db.insert(accounts).values(localAccount).onConflictDoNothing()
}

export function requireAccount({ settings }: Pick<Services, 'settings'>): Me {
  if (settings.auth === 'off') return localAccount
  throw new Refusal('unauthorized', 'Log in first.')
}
