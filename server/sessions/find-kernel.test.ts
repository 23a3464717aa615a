/** Whether a kernel lives, asked of every process that shares a PostgreSQL. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { openDatabase, type Database } from '../db/open-database.ts'
import { databasePlaces } from '../testing/database-places.ts'
import { kernelFinder, type KernelFinder } from './find-kernel.ts'
import type { SessionKernels } from './kernels.ts'

let places: Awaited<ReturnType<typeof databasePlaces>>
/** One for each process. */
const databases: Database[] = []
beforeAll(async () => {
  places = await databasePlaces('postgresql')
  const place = await places.newPlace()
  for (let process = 0; process < 3; process++) databases.push(await openDatabase(place))
})
afterAll(async () => {
  for (const database of databases) await database.close()
  await places.stop()
})

const finders: KernelFinder[] = []
afterEach(() => {
  for (const finder of finders.splice(0)) finder.close()
})

/** What a process holds, as "session kernel", and what it was asked for. */
function holding(...held: string[]) {
  const asked: string[] = []
  const holds = (sessionId: string, kernelId: string): boolean => {
    asked.push(`${sessionId} ${kernelId}`)
    return held.includes(`${sessionId} ${kernelId}`)
  }
  return { held, asked, kernels: { holds } as unknown as SessionKernels }
}
type Process = ReturnType<typeof holding>

async function started(...processes: Process[]): Promise<KernelFinder[]> {
  for (const [place, { kernels }] of processes.entries())
    finders.push(await kernelFinder(databases[place]!, kernels, false))
  return finders
}

describe('a kernel', () => {
  it('of this process is known without asking the others', async () => {
    const [own, other] = [holding('ses_1 k1'), holding()]
    const [finder] = await started(own, other)
    expect(await finder?.isAlive('ses_1', 'k1')).toBe(true)
    // Whoever is asked afterwards has heard of all that was asked before.
    await finder?.isAlive('ses_2', 'k2')
    expect(other.asked).toEqual(['ses_2 k2'])
  })

  it('of any other process is found, by each who asks and by all who ask at once', async () => {
    const [first, second] = await started(holding(), holding(), holding('ses_1 k1', 'ses_2 k2'))
    const answers = await Promise.all([
      first?.isAlive('ses_1', 'k1'),
      first?.isAlive('ses_1', 'k1'),
      second?.isAlive('ses_1', 'k1'),
      second?.isAlive('ses_2', 'k2'),
    ])
    expect(answers).toEqual([true, true, true, true])
  })

  it('that nobody holds, or another session has, counts as gone', async () => {
    const [finder] = await started(holding('ses_1 k1'), holding('ses_2 k2'))
    const gone = await Promise.all([
      finder?.isAlive('ses_2', 'k3'),
      finder?.isAlive('ses_3', 'k2'),
      finder?.isAlive('ses_1', 'k2'),
    ])
    expect(gone).toEqual([false, false, false])
    expect(await finder?.isAlive('ses_2', 'k2'), 'one that is there is found after it').toBe(true)
  })

  it('is answered for as it is now, not as it was when it was asked before', async () => {
    const other = holding('ses_1 k1')
    const [finder] = await started(holding(), other)
    expect(await finder?.isAlive('ses_1', 'k1')).toBe(true)
    other.held.length = 0
    expect(await finder?.isAlive('ses_1', 'k1')).toBe(false)
  })

  it('of a process that has closed counts as gone', async () => {
    const [finder, other] = await started(holding(), holding('ses_1 k1'))
    other?.close()
    expect(await finder?.isAlive('ses_1', 'k1')).toBe(false)
  })

  it('in a process that works alone is its own or nobody’s: nobody is asked', async () => {
    const [own, other] = [holding('ses_1 k1'), holding('ses_2 k2')]
    await started(other)
    const alone = await kernelFinder(databases[1]!, own.kernels, true)
    expect([await alone.isAlive('ses_1', 'k1'), await alone.isAlive('ses_2', 'k2')]).toEqual([true, false])
    await finders[0]?.isAlive('ses_2', 'k2')
    expect(other.asked).toEqual(['ses_2 k2'])
    alone.close()
  })
})
