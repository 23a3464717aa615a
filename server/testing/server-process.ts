/** The program as a process of its own, for tests of what happens to processes. */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

const main = fileURLToPath(new URL('../main.ts', import.meta.url))
const checkout = fileURLToPath(new URL('../..', import.meta.url))

export type ServerProcess = {
  url: string
  /** What it printed so far. */
  output: () => string
  /** Ends it by a signal and waits until it is gone; gives its exit code, or null when the signal ended it. */
  end: (signal: NodeJS.Signals) => Promise<number | null>
}

function started(environment: Record<string, string>): { child: ChildProcess; output: () => string } {
  const { PATH = '', HOME = '/root' } = process.env
  const child = spawn(process.execPath, [main], {
    cwd: checkout,
    env: { PATH, HOME, AUTH: 'off', PORT: '0', ...environment },
  })
  let text = ''
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', (piece: string) => {
      text += piece
    })
  return { child, output: () => text }
}

/** Resolves when it answers; rejects with what it said when it ends before. */
export async function startProcess(environment: Record<string, string>): Promise<ServerProcess> {
  const { child, output } = started(environment)
  const gone = once(child, 'exit').then(() => {
    throw new Error(`the server ended:\n${output()}`)
  })
  gone.catch(() => {})
  const ready = new Promise<string>(resolve => {
    child.stdout?.on('data', () => {
      const address = /CodingAgent is ready: \S*?(http:\/\/[\d.]+:\d+)/.exec(output())?.[1]
      if (address) resolve(address)
    })
  })
  const url = await Promise.race([ready, gone])
  return {
    url,
    output,
    async end(signal) {
      if (child.exitCode !== null || child.signalCode !== null) return child.exitCode
      const ended = once(child, 'exit')
      child.kill(signal)
      const [code] = (await ended) as [number | null]
      return code
    },
  }
}

/** For starts that are to fail: the exit code and what was said. */
export async function failedStart(environment: Record<string, string>): Promise<{ code: number | null; said: string }> {
  const { child, output } = started(environment)
  const [code] = (await once(child, 'exit')) as [number | null]
  return { code, said: output() }
}
