/**
 * An attack, run in a fresh session beside a victim of another session of the same owner, which shares the fork-server and so the most
 * that two sessions ever share. The attack says ESCAPED when it got what it must not have; afterwards the victim must still answer,
 * with its own secret, in reasonable time.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { bubblewrapEngine } from '../bubblewrap.ts'
import type { CellStatus } from '../frames.ts'
import type { Kernel, KernelLimits } from '../sandbox.ts'
import { type Bench, LIMITS, type Outcome, makeBench, runCell } from './session.ts'

export type HostileCase = {
  name: string
  code: string
  /** The endings that are safe; any when not given. What matters then is that nothing escaped and the victim lives. */
  ends?: CellStatus[]
  limits?: Partial<KernelLimits>
  timeoutSeconds?: number
  /** Seconds within which the host must have its answer. */
  within?: number
  /** Looks at what the cell said and at the host. */
  check?: (outcome: Outcome, place: Place) => Promise<void> | void
  /** What the host sets up first; its return value is undone after. */
  before?: (place: Place) => Promise<() => unknown>
  /** The same session must be able to go on. */
  goesOn?: boolean
}
export type Place = { folder: string; victimFolder: string; sessionsFolder: string; kernel: Kernel; victim: Kernel }

/** Known to every attack: `attempt` says ESCAPED when what it tries succeeds; `call` is a raw system call. */
const PRELUDE = `
import ctypes, os, sys, time, socket, signal, subprocess, threading, mmap, resource, errno, struct
libc = ctypes.CDLL(None, use_errno=True)
def attempt(what, action):
    try:
        got = action()
    except BaseException as problem:
        print("refused:", what, type(problem).__name__, str(problem)[:200], flush=True)
    else:
        print("ESCAPED:", what, repr(got)[:200], flush=True)
def call(number, *arguments):
    got = libc.syscall(ctypes.c_long(number), *[a if isinstance(a, bytes) else ctypes.c_long(a) for a in arguments])
    if got == -1:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return got
def read(path):
    with open(path, "rb") as file:
        return file.read(4096)
`

export function hostileSuite(title: string, cases: HostileCase[]): void {
  describe(`hostile code: ${title}`, () => {
    let bench: Bench
    let victim: Kernel
    beforeAll(async () => {
      bench = await makeBench(sessionsFolder => bubblewrapEngine({ sessionsFolder, spare: false }))
      victim = await bench.open({ kernelId: 'victim' })
      await runCell(victim, 'secret = "-".join(["victim", "secret", "8f3a"]); open("diary.txt", "w").write(secret);')
    })
    afterAll(() => bench.close())

    test.each(cases)('$name', async attack => {
      const kernel = await bench.open({ limits: { ...LIMITS, ...attack.limits } })
      const victimFolder = bench.folderOf(victim)
      const place = {
        folder: bench.folderOf(kernel),
        victimFolder,
        sessionsFolder: bench.sessionsFolder,
        kernel,
        victim,
      }
      const undo = await attack.before?.(place)
      try {
        expect(await runCell(kernel, PRELUDE)).toMatchObject({ status: 'ok' })
        const outcome = await runCell(kernel, attack.code, { timeoutSeconds: attack.timeoutSeconds ?? 10 })
        expect(`${outcome.stdout}${outcome.stderr}${outcome.shown.join('')}`).not.toContain('ESCAPED')
        // An attack that fails for a slip of its own proves nothing.
        expect(['NameError', 'SyntaxError', 'AttributeError']).not.toContain(outcome.error?.name)
        expect(outcome.stdout).not.toMatch(/refused: .* (NameError|AttributeError|TypeError|ArgumentError)/)
        if (attack.ends) expect(attack.ends, JSON.stringify(outcome.error)).toContain(outcome.status)
        expect(outcome.took).toBeLessThan(attack.within ?? 20)
        await attack.check?.(outcome, place)
        expect(await runCell(victim, 'print(secret, open("/workspace/diary.txt").read())')).toMatchObject({
          status: 'ok',
          stdout: 'victim-secret-8f3a victim-secret-8f3a\n',
        })
        if (attack.goesOn) expect(await runCell(kernel, 'print(6 * 7)')).toMatchObject({ stdout: '42\n' })
      } finally {
        await kernel.close()
        await undo?.()
      }
    })
  })
}

/** One attack a system call or expression: each must be refused. */
export const refusals = (entries: Record<string, string>): HostileCase[] =>
  Object.entries(entries).map(([name, expression]) => ({
    name,
    code: `attempt(${JSON.stringify(name)}, lambda: ${expression})`,
    ends: ['ok'],
    check: outcome => expect(outcome.stdout).toContain('refused:'),
  }))
