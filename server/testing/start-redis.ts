import { startProcess, firstProgram, type StartedProcess } from './start-process.ts'

/** A real Redis that keeps nothing on disk. */
export async function startRedis(): Promise<StartedProcess & { url: string }> {
  const command = firstProgram(
    ['/usr/bin/redis-server', '/usr/local/bin/redis-server'],
    'These tests need Redis: run .ci/install-system.sh test',
  )
  const started = await startProcess({
    command,
    argumentsFor: (free, folder) => {
      const listen = ['--port', String(free), '--bind', '127.0.0.1']
      return [...listen, '--save', '', '--appendonly', 'no', '--dir', folder]
    },
  })
  return { ...started, url: `redis://127.0.0.1:${started.port}` }
}
