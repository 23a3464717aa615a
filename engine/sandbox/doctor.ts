/** Says what isolation this host gives, by looking and then by really opening a kernel. */
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type BubblewrapOptions, bubblewrapEngine } from './bubblewrap.ts'
import type { SandboxReport } from './sandbox.ts'

/** `ok` is false when a kernel cannot be opened here; `why` then says what to do. Never throws. */
export type Diagnosis = SandboxReport & { ok: boolean }

const TRIAL = `
import ctypes, os, socket
def refused(action):
    try: action()
    except OSError: return True
    return False
assert refused(lambda: socket.socket(socket.AF_INET)), "a network socket could be opened"
assert refused(lambda: open("/usr/x", "w")), "the system could be written"
assert not os.path.exists("/sessions"), "other sessions can be seen"
print("isolated")`

export async function diagnose(options: Partial<BubblewrapOptions> = {}): Promise<Diagnosis> {
  const folder = await mkdtemp(join(tmpdir(), 'doctor-'))
  try {
    const engine = await bubblewrapEngine({ ...options, sessionsFolder: folder, spare: false })
    try {
      const report = await engine.report()
      const trial = await tryKernel(engine, join(folder, 'trial'))
      return { ...report, ok: trial.ok, why: trial.ok ? report.why : trial.detail, checks: [...report.checks, trial] }
    } finally {
      await engine.close()
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function tryKernel(engine: Awaited<ReturnType<typeof bubblewrapEngine>>, folder: string) {
  const name = 'a kernel tried'
  try {
    await mkdir(folder)
    const started = performance.now()
    const limits = { memoryBytes: 512 * 1024 ** 2, processes: 32, diskBytes: 64 * 1024 ** 2, cpus: 1 }
    const kernel = await engine.open({ ownerId: 'doctor', kernelId: 'doctor', folder, limits })
    let said = ''
    const result = await kernel.run({
      code: TRIAL,
      timeoutSeconds: 10,
      outputBytes: 10_000,
      refusedImports: [],
      onEvent: event => {
        if (event.type === 'output') said += event.text
      },
    })
    const took = Math.round(performance.now() - started)
    if (said === 'isolated\n') return { name, ok: true, detail: `opened, answered and held in ${took} ms` }
    return { name, ok: false, detail: result.error?.message ?? 'it did not answer' }
  } catch (error) {
    return { name, ok: false, detail: error instanceof Error ? error.message : String(error) }
  }
}
