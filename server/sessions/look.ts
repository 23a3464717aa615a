/** Kernels that only look: they parse uploads and page through tables, and never make the session's own kernel wait. */
import type { Kernel } from '@codingagent/engine/sandbox/sandbox.ts'
import type { Services } from '../services.ts'

type Place = {
  accountId: string
  /** A session's id, or the account's own folder of tables: see `tablesFolder`. */
  folderId: string
}

/** Lends a look kernel over that folder; it stays warm for a minute after. */
export async function withLook<Value>(
  { looks }: Pick<Services, 'looks'>,
  { accountId, folderId }: Place,
  use: (kernel: Kernel) => Promise<Value>,
): Promise<Value> {
  const nothing = { ranBefore: false, lastKernel: null, generation: 0, onVariables: () => Promise.resolve() }
  const lease = looks.lease({ sessionId: folderId, accountId, ...nothing })
  try {
    return await use(await lease.kernel())
  } finally {
    lease.release()
  }
}
