/** How much one more file may hold: what one file may have, what is left to its session's results, and what is left to its account. */
import { Refusal } from '@codingagent/protocol/errors.ts'
import { and, eq, sql, sum } from 'drizzle-orm'
import { accounts, artifacts } from '../db/schema.ts'
import type { Services } from '../services.ts'
import { sizeInWords } from './size-in-words.ts'

export type Room = { bytes: number; refusal: (name: string) => Refusal }

type Parts = Pick<Services, 'db' | 'settings'>
type Reader = Pick<Services['db'], 'select'>

export const tooLarge = (name: string, most: number): Refusal =>
  new Refusal('too_large', `“${name}” is larger than ${sizeInWords(most)}, the most that one file may have.`)

/** The bytes that the next upload may hold, and what is said when it holds more. */
export async function roomForUpload({ db, settings }: Parts, accountId: string): Promise<Room> {
  return least([oneFile(settings.maxUpload), await ofAccount(db, settings.storageQuota, accountId)])
}

/** The same for what a run made. A file full of holes counts with its whole size: stored, it has no holes. */
export async function roomForResult(
  { db, settings }: Parts,
  { accountId, sessionId }: { accountId: string; sessionId: string },
): Promise<Room> {
  return least([
    oneFile(settings.maxArtifact),
    await ofSession(db, settings.maxSessionArtifacts, sessionId),
    await ofAccount(db, settings.storageQuota, accountId),
  ])
}

/**
 * Throws when a file of so many bytes no longer fits into its account. Holds the account until the transaction ends, so that of two files
 * that come at once and fit only alone, one is refused.
 */
export async function claimRoom(
  transaction: Reader,
  quota: number | null,
  file: { accountId: string; name: string; size: number },
): Promise<void> {
  if (quota === null) return
  const { accountId, name, size } = file
  await transaction.select({ id: accounts.id }).from(accounts).where(eq(accounts.id, accountId)).for('no key update')
  const room = await ofAccount(transaction, quota, accountId)
  if (size > room.bytes) throw room.refusal(name)
}

const oneFile = (most: number): Room => ({ bytes: most, refusal: name => tooLarge(name, most) })

const least = (rooms: Room[]): Room => rooms.reduce((least, room) => (room.bytes < least.bytes ? room : least))

const bytesOf = sql<number>`coalesce(${sum(artifacts.size)}, 0)`.mapWith(Number)

async function ofAccount(db: Reader, quota: number | null, accountId: string): Promise<Room> {
  if (quota === null) return oneFile(Number.POSITIVE_INFINITY)
  const mine = and(eq(artifacts.accountId, accountId), eq(artifacts.state, 'ready'))
  const [used] = await db.select({ bytes: bytesOf }).from(artifacts).where(mine)
  const left = Math.max(0, quota - (used?.bytes ?? 0))
  const said = `${sizeInWords(left)} of ${sizeInWords(quota)} are left. Delete files you no longer need.`
  return { bytes: left, refusal: name => new Refusal('quota_reached', `There is no room for “${name}”: ${said}`) }
}

async function ofSession(db: Reader, most: number, sessionId: string): Promise<Room> {
  const made = and(eq(artifacts.sessionId, sessionId), eq(artifacts.origin, 'generated'), eq(artifacts.state, 'ready'))
  const [used] = await db.select({ bytes: bytesOf }).from(artifacts).where(made)
  const left = Math.max(0, most - (used?.bytes ?? 0))
  const said = `${sizeInWords(left)} of the ${sizeInWords(most)} for results of one session are left. Delete results you no longer need, or begin a new session.`
  return { bytes: left, refusal: name => new Refusal('quota_reached', `“${name}” is not kept: ${said}`) }
}
