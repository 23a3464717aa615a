/** What every engine must do, in the words of sandbox.ts. Called once by each engine's own test. */
import { readFile, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { KernelFailure, type SandboxEngine } from '../sandbox.ts'
import { type Bench, LIMITS, makeBench, runCell } from './session.ts'

const MEGABYTE = 1024 * 1024

export function engineConformance(name: string, make: (sessionsFolder: string) => Promise<SandboxEngine>): void {
  describe(`${name} keeps the contract of a sandbox engine`, () => {
    let bench: Bench
    beforeAll(async () => {
      bench = await makeBench(make)
    })
    afterAll(() => bench.close())
    results(() => bench)
    streams(() => bench)
    endings(() => bench)
    walls(() => bench)
    lives(() => bench)
  })
}

function results(bench: () => Bench): void {
  describe('what a cell says', () => {
    test('streams come in order and apart, the last expression is shown', async () => {
      const kernel = await bench().open()
      const cell = await runCell(
        kernel,
        'import sys\nprint("one"); print("two", file=sys.stderr); print("three")\n6 * 7',
      )
      expect(cell).toMatchObject({ status: 'ok', stdout: 'one\nthree\n', stderr: 'two\n', shown: ['42'] })
      expect(cell.seconds).toBeLessThan(20)
    })

    test('output arrives while the cell still runs', async () => {
      const kernel = await bench().open()
      const first = Promise.withResolvers<string>()
      const cell = runCell(
        kernel,
        'import os, time\nprint("early")\nwhile not os.path.exists("go"): time.sleep(0.01)',
        {
          onEvent: event => void (event.type === 'output' && first.resolve(event.text)),
        },
      )
      expect(await first.promise).toBe('early\n')
      await writeFile(join(bench().folderOf(kernel), 'workspace/go'), '')
      expect(await cell).toMatchObject({ status: 'ok' })
    })

    test('an error says its name, its words and its line', async () => {
      const kernel = await bench().open()
      const cell = await runCell(kernel, 'total = 1\nprint("before")\n{"a": 1}["b"]')
      expect(cell).toMatchObject({ status: 'error', stdout: 'before\n', error: { name: 'KeyError', line: 3 } })
      expect(cell.error?.traceback).toContain('KeyError')
      expect(cell.variables.map(variable => variable.name)).toContain('total')
      expect(await runCell(kernel, 'print(total')).toMatchObject({ status: 'error', error: { name: 'SyntaxError' } })
    })

    test('a refused import is refused before anything runs', async () => {
      const kernel = await bench().open()
      const cell = await runCell(kernel, 'print("ran")\nimport ftplib', { refusedImports: ['ftplib'] })
      expect(cell).toMatchObject({ status: 'refused', stdout: '' })
      expect(cell.error?.message).toContain('ftplib')
    })

    test('variables, imports and counts live on', async () => {
      const kernel = await bench().open()
      const first = await runCell(kernel, 'import math\nanswer = 41\nfinal_result = "ready"')
      const second = await runCell(kernel, 'print(math.floor(answer + 1.5))')
      expect(second).toMatchObject({ status: 'ok', stdout: '42\n', executionCount: first.executionCount + 1 })
      expect(second.variables.find(variable => variable.name === 'answer')).toMatchObject({
        type: 'int',
        preview: '41',
      })
      expect(first.events).toContainEqual(expect.objectContaining({ type: 'final_result', value: 'ready' }))
    })

    test('a file that was written is named, and lies in the session folder', async () => {
      const kernel = await bench().open()
      const cell = await runCell(kernel, 'open("/workspace/table.csv", "w").write("a,b\\n1,2\\n");')
      expect(cell.events).toContainEqual({
        type: 'file',
        path: expect.stringMatching(/table\.csv$/),
        size: 8,
        change: 'new',
      })
      expect(await readFile(join(bench().folderOf(kernel), 'workspace/table.csv'), 'utf8')).toBe('a,b\n1,2\n')
    })

    test('a file the host lays there can be read, changed and replaced', async () => {
      const kernel = await bench().open()
      await writeFile(join(bench().folderOf(kernel), 'workspace/upload.csv'), 'x\n1\n')
      const cell = await runCell(
        kernel,
        'print(open("upload.csv").read(), end=""); open("upload.csv", "a").write("2\\n");',
      )
      expect(cell).toMatchObject({ status: 'ok', stdout: 'x\n1\n' })
    })
  })
}

function streams(bench: () => Bench): void {
  describe('how much a cell says', () => {
    test('output beyond its limit is cut, said so, and the cell goes on', async () => {
      const kernel = await bench().open()
      const cell = await runCell(kernel, 'for i in range(300_000): print("line", i)\nprint("end")', {
        outputBytes: 50_000,
      })
      expect(cell.status).toBe('ok')
      expect(cell.stdout.length).toBeLessThan(60_000)
      expect(cell.events.some(event => event.type === 'output' && event.truncated)).toBe(true)
    })

    test('a slow reader slows the kernel and gets everything', async () => {
      const kernel = await bench().open()
      let characters = 0
      let atOnce = 0
      const result = await kernel.run({
        code: 'for i in range(64): print("x" * 65536)',
        timeoutSeconds: 20,
        outputBytes: 8 * MEGABYTE,
        refusedImports: [],
        onEvent: async event => {
          expect(++atOnce).toBe(1)
          await new Promise(resolve => setImmediate(resolve))
          if (event.type === 'output') characters += event.text.length
          atOnce -= 1
        },
      })
      expect(result.status).toBe('ok')
      expect(characters).toBe(64 * 65537)
    })

    test('a reader that fails fails the run, not the kernel', async () => {
      const kernel = await bench().open()
      const onEvent = () => {
        throw new Error('the log is gone')
      }
      await expect(runCell(kernel, 'print(1)', { onEvent })).rejects.toThrow('the log is gone')
      expect(await runCell(kernel, 'print(2)')).toMatchObject({ status: 'ok', stdout: '2\n' })
    })

    test('cells asked for at once run one after another', async () => {
      const kernel = await bench().open()
      const cells = [1, 2, 3].map(i =>
        runCell(kernel, `print(${i}); trail = globals().get("trail", []) + [${i}]; trail`),
      )
      expect((await Promise.all(cells)).map(cell => cell.shown.at(-1))).toEqual(['[1]', '[1, 2]', '[1, 2, 3]'])
    })
  })
}

function endings(bench: () => Bench): void {
  const keeps = async (code: string, request: Parameters<typeof runCell>[2] = {}) => {
    const kernel = await bench().open()
    await runCell(kernel, 'kept = 123')
    const cell = await runCell(kernel, code, request)
    expect(await runCell(kernel, 'print(kept)')).toMatchObject({ status: 'ok', stdout: '123\n' })
    return cell
  }
  const stopSoon = (): Partial<Parameters<typeof runCell>[2]> => {
    const controller = new AbortController()
    return { signal: controller.signal, onEvent: event => void (event.type === 'output' && controller.abort()) }
  }

  describe('how a cell ends, and that what was there before is kept', () => {
    test('time limit', async () => {
      const cell = await keeps('while True: pass', { timeoutSeconds: 1 })
      expect(cell.status).toBe('timeout')
      expect(cell.took).toBeLessThan(7)
    })

    test('stopped by a person', async () => {
      const cell = await keeps('print("go", flush=True)\nwhile True: pass', stopSoon())
      expect(cell.status).toBe('interrupted')
      expect(cell.took).toBeLessThan(5.5)
    })

    test('stopped by a person, against its will', async () => {
      const deaf =
        'import signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\nprint("go", flush=True)\nwhile True: pass'
      const cell = await keeps(deaf, stopSoon())
      expect(cell.status).toBe('interrupted')
      expect(cell.took).toBeLessThan(6)
    })

    test('all processes in use: what was left running is ended and told, and the next cell has room', async () => {
      const kernel = await bench().open({ limits: { ...LIMITS, processes: 32 } })
      await runCell(kernel, 'kept = 123')
      const crowd =
        'import subprocess\nleft = []\ntry:\n    while True: left.append(subprocess.Popen(["sleep", "1000"]))\nexcept OSError as e: print(e)'
      expect((await runCell(kernel, crowd)).stdout).toContain('temporarily unavailable')
      // Arrow makes threads of its own; without room for them it takes Python down.
      const next = await runCell(
        kernel,
        'open("a.csv", "w").write("x\\n1\\n2\\n")\nprint(kept, len(pd.read_csv("a.csv", engine="pyarrow")))',
      )
      expect(next).toMatchObject({ status: 'ok', stdout: '123 2\n' })
      expect(next.note).toMatch(
        /^\d\d processes that earlier cells left running were ended, because all .* 32 processes/,
      )
      expect(await runCell(kernel, 'import os; os._exit(3)')).toMatchObject({ status: 'crashed' })
      expect((await runCell(kernel, 'print(kept)')).stdout).toBe('123\n')
    })

    test('all threads in use: variables are kept all the same', async () => {
      const kernel = await bench().open({ limits: { ...LIMITS, processes: 32 } })
      await runCell(kernel, 'kept = 123')
      await runCell(
        kernel,
        'import threading, time\ntry:\n    while True: threading.Thread(target=time.sleep, args=(1000,), daemon=True).start()\nexcept RuntimeError: pass',
      )
      expect(await runCell(kernel, 'import os; os._exit(3)')).toMatchObject({ status: 'crashed' })
      expect((await runCell(kernel, 'print(kept)')).stdout).toBe('123\n')
    })

    test('stopped before it began', async () => {
      expect(await keeps('print(1)', { signal: AbortSignal.abort() })).toMatchObject({
        status: 'interrupted',
        stdout: '',
      })
    })

    test('out of memory', async () => {
      const cell = await keeps('blocks = [bytearray(50_000_000) for _ in range(1000)]')
      expect(cell.status).toBe('memory')
      expect(cell.error?.message).toMatch(/memory/i)
    })

    test.each([
      ['an exit without a word', 'import os; os._exit(3)'],
      ['a segmentation fault', 'import ctypes; ctypes.string_at(0)'],
      ['an abort', 'import os; os.abort()'],
    ])('crash: %s', async (_, code) => {
      const cell = await keeps(code)
      expect(cell.status).toBe('crashed')
      expect(cell.error?.message).toMatch(/\w+ \w+/)
    })
  })
}

function walls(bench: () => Bench): void {
  describe('what one session sees of another', () => {
    test('nothing of its files, its processes and its variables, also with one owner', async () => {
      const [victim, other] = [await bench().open(), await bench().open()]
      await runCell(victim, 'secret = "mine"; open("/workspace/secret.txt", "w").write(secret);')
      const cell = await runCell(
        other,
        'import os\nprint(sorted(n for n in os.listdir("/proc") if n.isdigit()).__len__() < 12, os.listdir("/workspace"), "secret" in globals())',
      )
      expect(cell.stdout).toMatch(/^True \[[^\]]*\] False/)
      expect(cell.stdout).not.toContain('secret.txt')
    })

    test('different numbers from the same generators', async () => {
      const draw = 'import random, numpy as np; print(random.random(), np.random.rand())'
      const [one, two] = await Promise.all([await bench().open(), await bench().open()].map(k => runCell(k, draw)))
      expect(one?.stdout.split(' ')[0]).not.toBe(two?.stdout.split(' ')[0])
      expect(one?.stdout.split(' ')[1]).not.toBe(two?.stdout.split(' ')[1])
    })

    test('owners have nothing in common', async () => {
      const where = 'print(id(object), hash("a"))'
      const [one, two] = await Promise.all(
        ['alice', 'bob'].map(async ownerId => runCell(await bench().open({ ownerId }), where)),
      )
      expect(one?.stdout).not.toBe(two?.stdout)
    })

    test('a kernel that only looks cannot write', async () => {
      const kernel = await bench().open({ writable: false })
      await writeFile(join(bench().folderOf(kernel), 'workspace/data.csv'), 'a\n')
      const cell = await runCell(kernel, 'open("/workspace/new", "w").write("x")')
      expect(['refused', 'error']).toContain(cell.status)
      expect(await readdir(join(bench().folderOf(kernel), 'workspace'))).toEqual(['data.csv'])
    })

    test('no environment of the host', async () => {
      process.env['HOST_SECRET_OF_TEST'] = 'hunter2'
      const kernel = await bench().open()
      const cell = await runCell(kernel, 'import os; print(dict(os.environ), open("/proc/self/environ").read())')
      expect(cell.stdout).not.toContain('hunter2')
    })

    test.each(['', '../up', 'a/b', 'a b', 'x'.repeat(80)])('a kernel cannot be called %j', async kernelId => {
      await expect(bench().open({ kernelId, folder: join(bench().sessionsFolder, 'fine') })).rejects.toThrow(
        'cannot name',
      )
    })

    test('a folder must lie below the sessions', async () => {
      await expect(bench().open({ folder: join(bench().sessionsFolder, '..') })).rejects.toThrow('does not lie below')
    })
  })
}

function lives(bench: () => Bench): void {
  describe('from open to close', () => {
    test('the kernel answers about itself', async () => {
      const kernel = await bench().open()
      await runCell(kernel, 'prices = [1, 2, 3]')
      const answer = JSON.stringify(await kernel.ask('variables', {}))
      expect(answer).toContain('prices')
      await expect(kernel.ask('no_such_thing', {})).rejects.toThrow(KernelFailure)
      await expect(kernel.ask('variables', {}, { signal: AbortSignal.abort() })).rejects.toMatchObject({
        code: 'cancelled',
      })
    })

    test('after close it is gone, in words, and closing again does no harm', async () => {
      const kernel = await bench().open()
      const running = runCell(kernel, 'print("go", flush=True)\nwhile True: pass', {
        onEvent: () => void kernel.close(),
      })
      expect((await running).status).toBe('crashed')
      await kernel.close()
      await kernel.closed
      expect(await runCell(kernel, '1')).toMatchObject({ status: 'crashed', error: { name: 'KernelCrashed' } })
      await expect(kernel.ask('variables', {})).rejects.toMatchObject({ code: 'gone' })
    })

    test('files outlive the kernel', async () => {
      const first = await bench().open()
      await runCell(first, 'open("/workspace/kept.txt", "w").write("still here");')
      const folder = bench().folderOf(first)
      await first.close()
      const second = await bench().open({ folder })
      expect(await runCell(second, 'print(open("/workspace/kept.txt").read())')).toMatchObject({
        stdout: 'still here\n',
      })
    })

    test('a hundred sessions, ten at a time, each with its own memory of itself', async () => {
      const openOne = async (_: unknown, i: number) => {
        const kernel = await bench().open({ limits: { ...LIMITS, memoryBytes: 256 * MEGABYTE } })
        await runCell(kernel, `me = ${i}`)
        const cell = await runCell(kernel, 'print(me)')
        await kernel.close()
        return cell.stdout
      }
      for (let ten = 0; ten < 10; ten++) {
        const said = await Promise.all(Array.from({ length: 10 }, (_, i) => openOne(_, ten * 10 + i)))
        expect(said).toEqual(Array.from({ length: 10 }, (_, i) => `${ten * 10 + i}\n`))
      }
    }, 240_000)

    test('the report names engine and level in words, and the packages have versions', async () => {
      const report = await bench().engine.report()
      expect(report.level).toMatch(/^L[123]$/)
      expect(report.why.length).toBeGreaterThan(40)
      expect(report.checks.length).toBeGreaterThan(3)
      const packages = await bench().engine.packages()
      expect(packages).toContainEqual({ name: 'pandas', version: expect.stringMatching(/^\d+\.\d+/) })
    })
  })
}
