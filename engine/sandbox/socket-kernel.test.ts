/** The host's side of the protocol, against a peer that says whatever a taken-over kernel might say. */
import { mkdtemp, rm } from 'node:fs/promises'
import { type Server, type Socket, createConnection, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { MAX_FRAME } from './frames.ts'
import { SandboxUnavailable } from './sandbox.ts'
import { type KernelHome, SocketKernel } from './socket-kernel.ts'
import { runCell } from './testing/session.ts'

const READY = { frame: 'ready', python: '3.11.2', protocol: 1 }
const result = (cell: number, more = {}) => ({
  frame: 'result',
  cell,
  status: 'ok',
  seconds: 0.01,
  executionCount: 1,
  variables: [],
  ...more,
})
type Said = { frame: string; cell: number; request: number; name: string }

let folder: string
const open: { server: Server; sockets: Socket[] }[] = []
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'socket-kernel-'))
})
afterEach(() => {
  for (const { server, sockets } of open.splice(0)) {
    for (const socket of sockets) socket.destroy()
    server.close()
  }
})
afterAll(() => rm(folder, { recursive: true }))

/** A kernel whose other end says `first`, then answers each frame of the host by `answer`. */
async function kernelThat(
  answer: (said: Said, peer: Socket) => unknown[],
  home: Partial<KernelHome> = {},
  first: unknown[] = [READY],
) {
  const path = join(folder, `s${open.length}-${Math.random().toString(36).slice(2)}`)
  const sockets: Socket[] = []
  const send = (peer: Socket, frames: unknown[]) => {
    for (const frame of frames) peer.write(typeof frame === 'string' ? frame : `${JSON.stringify(frame)}\n`)
  }
  const server = createServer(peer => {
    sockets.push(peer.on('error', () => undefined))
    send(peer, first)
    createInterface({ input: peer }).on('line', line => send(peer, answer(JSON.parse(line) as Said, peer)))
  })
  open.push({ server, sockets })
  await new Promise<void>(resolve => server.listen(path, resolve))
  const calls: string[] = []
  const kernel = SocketKernel.start(createConnection(path), {
    kernelId: 'k',
    outbox: '/outbox-of-k',
    kill: async () => {
      calls.push('kill')
      for (const socket of sockets) socket.destroy()
    },
    killedForMemory: async () => false,
    beforeCell: async () => undefined,
    setBusy: busy => void calls.push(busy ? 'busy' : 'idle'),
    release: async () => void calls.push('release'),
    ...home,
  })
  return { kernel: await kernel, calls }
}

describe('a cell', () => {
  test('tells its events in order and points payloads at the outbox of this kernel', async () => {
    const payload = { path: 'a.png', kind: 'image', mime: 'image/png', name: 'a.png' }
    const { kernel, calls } = await kernelThat(({ frame, cell }) =>
      frame === 'run'
        ? [
            { frame: 'output', cell, stream: 'stdout', text: 'one' },
            { frame: 'display', cell, text: 'two', payload },
            { frame: 'file', cell, path: 'b.csv', size: 3, change: 'new' },
            { frame: 'final_result', cell, value: '4', mime: 'text/plain' },
            result(cell),
          ]
        : [],
    )
    const cell = await runCell(kernel, 'whatever')
    expect(cell.events.map(event => event.type)).toEqual(['output', 'display', 'file', 'final_result'])
    expect(cell.events[1]).toMatchObject({ payload: { path: 'a.png', folder: '/outbox-of-k' } })
    expect(calls).toEqual(['busy', 'idle'])
  })

  test('is not moved by frames for other cells and requests nobody made', async () => {
    const { kernel } = await kernelThat(({ frame, cell }) =>
      frame === 'run'
        ? [
            result(cell + 1, { status: 'error' }),
            { frame: 'output', cell: 999, stream: 'stdout', text: 'forged' },
            { frame: 'reply', request: 77, value: 'forged' },
            { frame: 'failure', request: 78, code: 'x', message: 'forged' },
            result(cell),
          ]
        : [],
    )
    expect(await runCell(kernel, '1')).toMatchObject({ status: 'ok', events: [] })
  })

  test.each<[string, (cell: number) => unknown[]]>([
    ['is not JSON', () => ['{"frame":\n']],
    ['is no frame', () => ['{"frame":"sudo"}\n']],
    ['lacks a field', cell => [{ frame: 'output', cell, stream: 'stdout' }]],
    ['names a stream of its own', cell => [{ frame: 'output', cell, stream: '/etc/passwd', text: 'x' }]],
    ['is too long', () => ['x'.repeat(MAX_FRAME + 10), '\n']],
    ['never ends', () => ['x'.repeat(MAX_FRAME * 2)]],
    [
      'says more than a cell may',
      cell => Array.from({ length: 40 }, () => ({ frame: 'output', cell, stream: 'stdout', text: 'x'.repeat(65_536) })),
    ],
    [
      'shows more than a cell may',
      cell => [...Array.from({ length: 2 }, () => ({ frame: 'display', cell, text: 'x'.repeat(4e6) })), result(cell)],
    ],
    [
      'gives more as its result than a cell may',
      cell => Array.from({ length: 2 }, () => ({ frame: 'final_result', cell, value: 'x'.repeat(4e6), mime: 'a/b' })),
    ],
    [
      'is one of too many',
      cell => [...Array.from({ length: 50_001 }, () => ({ frame: 'display', cell, text: '' })), result(cell)],
    ],
  ])('ends, and its kernel with it, at a line that %s', async (_, lines) => {
    const { kernel, calls } = await kernelThat(({ cell }) => lines(cell))
    const cell = await runCell(kernel, '1')
    expect(cell).toMatchObject({ status: 'crashed', error: { message: expect.stringContaining('broke its protocol') } })
    await kernel.closed
    expect(calls).toEqual(expect.arrayContaining(['kill', 'release']))
    expect(await runCell(kernel, '1')).toMatchObject({ status: 'crashed' })
  })

  test('of a kernel that says why it ends tells that', async () => {
    const { kernel } = await kernelThat((_, peer) => {
      peer.end(
        `${JSON.stringify({ frame: 'failure', request: 0, code: 'ended', message: 'KeyError: 7 (a.py, line 3)' })}\n`,
      )
      return []
    })
    const message = 'Python ended unexpectedly: KeyError: 7 (a.py, line 3). Its variables are lost.'
    expect(await runCell(kernel, '1')).toMatchObject({ status: 'crashed', error: { message } })
  })

  test('of a kernel that the host killed for memory says so', async () => {
    const { kernel } = await kernelThat((_, peer) => (peer.destroy() ? [] : []), { killedForMemory: async () => true })
    expect(await runCell(kernel, '1')).toMatchObject({ status: 'memory', error: { name: 'OutOfMemory' } })
  })

  test('of a kernel that ends while the cell is prepared ends too, and so does one that cannot be prepared', async () => {
    let prepared = (): void => undefined
    const reached = Promise.withResolvers<void>()
    const dying = await kernelThat(() => [], {
      beforeCell: () =>
        new Promise<void>(resolve => {
          prepared = resolve
          reached.resolve()
        }),
    })
    const cell = runCell(dying.kernel, '1')
    await reached.promise
    await dying.kernel.close()
    prepared()
    expect(await cell).toMatchObject({ status: 'crashed', note: 'The kernel was closed.' })

    const { kernel, calls } = await kernelThat(() => [], { beforeCell: () => Promise.reject(new Error('ENOENT')) })
    expect(await runCell(kernel, '1')).toMatchObject({ status: 'crashed', error: { name: 'KernelCrashed' } })
    expect(await runCell(kernel, '2')).toMatchObject({ status: 'crashed' })
    expect(calls).toContain('kill')
    expect(calls).not.toContain('busy')
  })

  test('of a kernel that hears nothing is ended by the host: stopped, and at its time limit', async () => {
    const stopped = await kernelThat(() => [])
    const late = await kernelThat(() => [])
    const [one, two] = await Promise.all([
      runCell(stopped.kernel, '1', { signal: AbortSignal.timeout(50) }),
      runCell(late.kernel, '1', { timeoutSeconds: 0.05 }),
    ])
    expect(one).toMatchObject({ status: 'interrupted', error: { name: 'Interrupted' } })
    expect(two).toMatchObject({ status: 'timeout', error: { name: 'TimeLimit' } })
    expect(one.took).toBeLessThan(5)
    expect(stopped.calls).toContain('kill')
  })

  test('has its time for itself: what its reader takes to store an event is not counted', {
    timeout: 20_000,
  }, async () => {
    const says = (kernelEnds: boolean) =>
      kernelThat(({ frame, cell }) => {
        if (frame !== 'run') return []
        const output = { frame: 'output', cell, stream: 'stdout', text: 'x' }
        return kernelEnds ? [output, result(cell)] : [output]
      })
    const [slow, hung, stopped] = [await says(true), await says(false), await says(true)]
    const [one, two, three] = await Promise.all([
      runCell(slow.kernel, '1', { timeoutSeconds: 0.05, onEvent: () => pause(4600) }),
      runCell(hung.kernel, '1', { timeoutSeconds: 0.05, onEvent: () => pause(1000) }),
      runCell(stopped.kernel, '1', { signal: AbortSignal.timeout(50), onEvent: () => pause(4600) }),
    ])
    for (const each of [one, three]) expect(each).toMatchObject({ status: 'ok' })
    for (const { calls } of [slow, stopped]) expect(calls).not.toContain('kill')
    expect(two).toMatchObject({ status: 'timeout' })
    expect(two.took).toBeGreaterThan(5)
  })
})

describe('how a cell ends is told as the kernel tells it', () => {
  const error = { name: 'X', message: 'what happened', traceback: '' }
  test.each(['ok', 'error', 'refused', 'timeout', 'interrupted', 'memory', 'crashed'] as const)('%s', async status => {
    const failed = status === 'ok' ? {} : { error }
    const variables = [{ name: 'kept', type: 'int', preview: '1' }]
    const { kernel, calls } = await kernelThat(({ frame, cell }) =>
      frame === 'run' ? [result(cell, { status, ...failed, variables, note: 'a note', executionCount: 3 })] : [],
    )
    const told = { status, variables, note: 'a note', executionCount: 3, ...failed }
    expect(await runCell(kernel, '1')).toMatchObject(told)
    expect(await runCell(kernel, '1')).toMatchObject(told)
    expect(calls).not.toContain('kill')
  })

  test('a stop is asked for once, and what the kernel then says counts', async () => {
    const heard: string[] = []
    const stop = new AbortController()
    const { kernel, calls } = await kernelThat(({ frame, cell }) => {
      heard.push(frame)
      if (frame === 'run') queueMicrotask(() => stop.abort())
      return frame === 'interrupt' ? [result(cell, { status: 'interrupted', error })] : []
    })
    const cell = await runCell(kernel, '1', { signal: stop.signal })
    expect(cell).toMatchObject({ status: 'interrupted', error: { message: 'what happened' } })
    expect(heard).toEqual(['run', 'interrupt'])
    expect(calls).not.toContain('kill')
  })

  test('a stop that comes while the cell is prepared is not lost', async () => {
    const stop = new AbortController()
    const { kernel } = await kernelThat(
      ({ frame, cell }) => (frame === 'interrupt' ? [result(cell, { status: 'interrupted', error })] : []),
      { beforeCell: async () => stop.abort() },
    )
    const cell = await runCell(kernel, '1', { signal: stop.signal, timeoutSeconds: 1 })
    expect(cell).toMatchObject({ status: 'interrupted', error: { message: 'what happened' } })
  })

  test('a stop that comes too late changes nothing', async () => {
    const stop = new AbortController()
    const { kernel } = await kernelThat(({ frame, cell }) => (frame === 'run' ? [result(cell)] : []))
    expect(await runCell(kernel, '1', { signal: stop.signal })).toMatchObject({ status: 'ok' })
    stop.abort()
    expect(await runCell(kernel, '2')).toMatchObject({ status: 'ok' })
  })

  test('one that waits its turn and is stopped meanwhile is never sent', async () => {
    const sent: number[] = []
    let finish = (): void => undefined
    const { kernel } = await kernelThat(({ frame, cell }, peer) => {
      if (frame !== 'run') return []
      sent.push(cell)
      finish = () => void peer.write(`${JSON.stringify(result(cell))}\n`)
      return [{ frame: 'output', cell, stream: 'stdout', text: 'go' }]
    })
    const stop = new AbortController()
    const running = runCell(kernel, '1', {
      onEvent: () => {
        stop.abort()
        finish()
      },
    })
    const waiting = runCell(kernel, '2', { signal: stop.signal })
    expect(await running).toMatchObject({ status: 'ok' })
    expect(await waiting).toMatchObject({
      status: 'interrupted',
      error: { message: expect.stringContaining('before it began') },
    })
    expect(sent).toHaveLength(1)
  })

  test('what the host stops it for first is what the person reads, not the interrupt', async () => {
    const heard: string[] = []
    const { kernel } = await kernelThat(({ frame, cell }) => {
      heard.push(frame)
      if (frame === 'interrupt') return [result(cell, { status: 'interrupted', error })]
      queueMicrotask(() => {
        kernel.stop('The session’s files grew past 1 MiB.')
        kernel.stop('The disk of this server is nearly full.')
      })
      return []
    })
    const cell = await runCell(kernel, '1')
    expect(heard).toEqual(['run', 'interrupt'])
    expect(cell).toMatchObject({
      status: 'error',
      error: { name: 'DiskLimit', message: 'The session’s files grew past 1 MiB.' },
    })
  })

  test('between cells the host ends the kernel itself, and the next cell says why', async () => {
    const { kernel, calls } = await kernelThat(() => [])
    kernel.stop('The disk of this server is nearly full.')
    await kernel.closed
    expect(await runCell(kernel, '1')).toMatchObject({
      status: 'crashed',
      error: { message: 'The disk of this server is nearly full.' },
    })
    expect(calls.filter(call => call === 'release')).toHaveLength(1)
  })

  test('a reader that fails ends its own cell alone', async () => {
    const { kernel } = await kernelThat(({ frame, cell }) => {
      if (frame === 'interrupt') return [result(cell, { status: 'interrupted', error })]
      return frame === 'run' ? [{ frame: 'output', cell, stream: 'stdout', text: 'x' }] : []
    })
    const onEvent = () => Promise.reject(new Error('the log is gone'))
    await expect(runCell(kernel, '1', { onEvent })).rejects.toThrow('the log is gone')
    expect(kernel.isGone).toBe(false)
  })

  test('closing twice, and while a cell runs, ends it once and releases once', async () => {
    const { kernel, calls } = await kernelThat(() => [])
    const running = runCell(kernel, '1')
    await Promise.all([kernel.close(), kernel.close()])
    expect(await running).toMatchObject({ status: 'crashed', note: 'The kernel was closed.' })
    expect(calls.filter(call => call === 'release')).toHaveLength(1)
    expect(kernel.isGone).toBe(true)
  })

  test('cells that waited when it ended are told too', async () => {
    const { kernel } = await kernelThat((_, peer) => (peer.destroy() ? [] : []))
    const cells = await Promise.all(['1', '2', '3'].map(code => runCell(kernel, code)))
    expect(cells.map(cell => cell.status)).toEqual(['crashed', 'crashed', 'crashed'])
    for (const { error: told } of cells) expect(told?.message).toContain('ended unexpectedly')
  })

  test('what the host cannot find out or clean up holds nobody up', async () => {
    const broken = () => Promise.reject(new Error('EIO'))
    const { kernel } = await kernelThat((_, peer) => (peer.destroy() ? [] : []), {
      kill: broken,
      killedForMemory: broken,
      release: broken,
    })
    expect(await runCell(kernel, '1')).toMatchObject({ status: 'crashed' })
    await kernel.closed
  })
})

describe('a request', () => {
  test('that is given up is taken back, and its late answer moves nobody', async () => {
    const heard: Said[] = []
    const { kernel } = await kernelThat(said => {
      heard.push(said)
      if (said.frame === 'cancel') return [{ frame: 'reply', request: said.request, value: 'late' }]
      return said.name === 'quick' ? [{ frame: 'reply', request: said.request, value: 'quick' }] : []
    })
    const stop = new AbortController()
    const asked = kernel.ask('slow', {}, { signal: stop.signal })
    stop.abort()
    await expect(asked).rejects.toMatchObject({ code: 'cancelled' })
    expect(await kernel.ask('quick', {})).toBe('quick')
    expect(heard.map(said => said.frame)).toEqual(['request', 'cancel', 'request'])
  })

  test('is answered beside a running cell, and many at once each get their own answer', async () => {
    const { kernel } = await kernelThat(({ frame, request, name, cell }) => {
      if (frame === 'run') return [{ frame: 'output', cell, stream: 'stdout', text: 'running' }]
      return name === 'last'
        ? [{ frame: 'reply', request, value: 'last' }, result(1)]
        : [{ frame: 'reply', request, value: name }]
    })
    const first = Promise.withResolvers<void>()
    const running = runCell(kernel, '1', { onEvent: () => first.resolve() })
    await first.promise
    expect(await Promise.all(['a', 'b', 'c'].map(name => kernel.ask(name, {})))).toEqual(['a', 'b', 'c'])
    expect(await kernel.ask('last', {})).toBe('last')
    expect(await running).toMatchObject({ status: 'ok' })
  })

  test('to a kernel that has ended is refused at once', async () => {
    const { kernel } = await kernelThat(() => [])
    await kernel.close()
    await expect(kernel.ask('variables', {})).rejects.toMatchObject({ code: 'gone' })
  })

  test('is answered, refused, or given up when its time is over', async () => {
    const { kernel } = await kernelThat(({ frame, request, name }) => {
      if (frame !== 'request' || name === 'silent') return []
      return name === 'good'
        ? [{ frame: 'reply', request, value: [1, { a: null }] }]
        : [{ frame: 'failure', request, code: 'unreadable', message: 'It cannot be read.' }]
    })
    expect(await kernel.ask('good', {})).toEqual([1, { a: null }])
    await expect(kernel.ask('bad', {})).rejects.toMatchObject({ code: 'unreadable', message: 'It cannot be read.' })
    await expect(kernel.ask('silent', {}, { timeoutSeconds: 0.01 })).rejects.toMatchObject({ code: 'timeout' })
    const waiting = kernel.ask('silent', {})
    const gone = expect(waiting).rejects.toMatchObject({ code: 'gone' })
    await kernel.close()
    await gone
  })
})

describe('a start', () => {
  test('that ends before the kernel is ready is refused in words', async () => {
    const opening = kernelThat(() => [], {}, ['garbage\n'])
    await expect(opening).rejects.toThrow(SandboxUnavailable)
    await expect(opening).rejects.toThrow('did not start')
  })
})
