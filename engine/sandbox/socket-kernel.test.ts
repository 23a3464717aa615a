/** The host's side of the protocol, against a peer that says whatever a taken-over kernel might say. */
import { mkdtemp, rm } from 'node:fs/promises'
import { type Server, type Socket, createConnection, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
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
  ])('ends, and its kernel with it, at a line that %s', async (_, lines) => {
    const { kernel, calls } = await kernelThat(({ cell }) => lines(cell))
    const cell = await runCell(kernel, '1')
    expect(cell).toMatchObject({ status: 'crashed', error: { message: expect.stringContaining('broke its protocol') } })
    await kernel.closed
    expect(calls).toEqual(expect.arrayContaining(['kill', 'release']))
    expect(await runCell(kernel, '1')).toMatchObject({ status: 'crashed' })
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
})

describe('a request', () => {
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
