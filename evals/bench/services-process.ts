/** PostgreSQL, Redis and an S3 store in processes of their own, and the settings that make the product use them. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import process from 'node:process'

const root = join(import.meta.dirname, '..', '..')

export type RunningServices = { settings: Record<string, string>; stop(): Promise<void> }

/** All three are empty, and forget everything when stopped. Should this process end first, they end with it. */
export async function startServices(): Promise<RunningServices> {
  const child = spawn(process.execPath, ['server/testing/start-services.ts'], {
    cwd: root,
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const ended = once(child, 'exit')
  let line = ''
  for await (const text of child.stdout.setEncoding('utf8')) {
    line += text
    if (line.includes('\n')) break
  }
  if (!line.includes('\n')) throw new Error('the services did not start')
  return {
    settings: JSON.parse(line) as Record<string, string>,
    async stop() {
      child.stdin.end()
      await ended
    },
  }
}
