/** Where a fork-server's socket lies, and where root binds what an unprivileged fork-server shall reach. */
import { chmod, chown, mkdir, mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { isStale } from './cgroups.ts'

const PREFIX = 'codingagent-'
export type StageFolder = { home: string; run: string; stage: string }

async function letsEverybodyThrough(folder: string): Promise<boolean> {
  for (let path = folder; ; path = dirname(path)) {
    const open = await stat(path).then(
      ({ mode }) => (mode & 0o001) !== 0,
      () => false,
    )
    if (!open || path === '/') return open
  }
}

/** The temporary folder, unless only root can enter it and the fork-server shall be somebody else. */
export async function findStages(uid: number | undefined): Promise<string> {
  if (uid === undefined) return tmpdir()
  for (const folder of [tmpdir(), '/run', '/tmp', '/var/tmp']) if (await letsEverybodyThrough(folder)) return folder
  return tmpdir()
}

export async function makeStage(stages: string, server: string, uid: number | undefined): Promise<StageFolder> {
  const home = await mkdtemp(join(stages, `${PREFIX}${server}-`))
  const run = join(home, 'run')
  const stage = join(home, 'stage')
  await mkdir(run, { mode: 0o700 })
  await mkdir(stage)
  if (uid !== undefined) {
    await chown(run, uid, uid)
    await chmod(home, 0o711)
  }
  return { home, run, stage }
}

/** Those of servers that were killed. Their mounts died with their processes. */
export async function removeStaleStages(stages: string): Promise<void> {
  for (const name of await readdir(stages)) {
    const server = new RegExp(`^${PREFIX}(\\d+-\\d+-\\d+)-\\w+$`).exec(name)?.[1]
    if (server && isStale(server)) await rm(join(stages, name), { recursive: true, force: true })
  }
}
