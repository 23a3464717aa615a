import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'

/** A TypeScript file as a process of its own, for tests that kill it. */
export function runScript(file: URL, ...values: string[]) {
  const child = spawn(process.execPath, [file.pathname, ...values], { stdio: ['ignore', 'pipe', 'pipe'] })
  const lines: string[] = []
  const errors: string[] = []
  createInterface({ input: child.stdout }).on('line', line => lines.push(line))
  child.stderr.on('data', (piece: Buffer) => errors.push(piece.toString()))
  const ended = once(child, 'close')
  return {
    lines,
    /** What it wrote to stderr so far. */
    errors: () => errors.join(''),
    ended,
    async kill(): Promise<void> {
      child.kill('SIGKILL')
      await ended
    },
  }
}
