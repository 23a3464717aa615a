/** How much one more file may hold: the most that a file of its sort may have, and what is left of the account's space. */
import { Refusal } from '@codingagent/protocol/errors.ts'
import { and, eq, sum } from 'drizzle-orm'
import { artifacts } from '../db/schema.ts'
import type { Services } from '../services.ts'
import { sizeInWords } from './size-in-words.ts'

export type Room = { bytes: number; refusal: (name: string) => Refusal }

export const tooLarge = (name: string, most: number): Refusal =>
  new Refusal('too_large', `“${name}” is larger than ${sizeInWords(most)}, the most that one file may have.`)

/** The bytes that the next file may hold, and what is said when it holds more. */
export async function roomFor(
  { db, settings }: Pick<Services, 'db' | 'settings'>,
  accountId: string,
  most: number,
): Promise<Room> {
  const { storageQuota } = settings
  const whole = { bytes: most, refusal: (name: string) => tooLarge(name, most) }
  if (storageQuota === null) return whole
  const mine = and(eq(artifacts.accountId, accountId), eq(artifacts.state, 'ready'))
  const [used] = await db
    .select({ bytes: sum(artifacts.size).mapWith(Number) })
    .from(artifacts)
    .where(mine)
  const left = Math.max(0, storageQuota - (used?.bytes ?? 0))
  if (left >= most) return whole
  const full = (name: string) =>
    new Refusal(
      'quota_reached',
      `There is no room for “${name}”: ${sizeInWords(left)} of ${sizeInWords(storageQuota)} are left. Delete files you no longer need.`,
    )
  return { bytes: left, refusal: full }
}
