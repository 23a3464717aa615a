/** A fork-server that says anything but what it should, behind the real bubblewrap: each is told in words, and nothing is left. */
import { chmod, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type ForkServer, startForkServer } from './forkserver-process.ts'
import { SandboxUnavailable } from './sandbox.ts'
import { answering, layTools, READY } from './testing/other-forkserver.ts'

let folder: string
const started: ForkServer[] = []
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'forkserver-'))
  await chmod(folder, 0o755)
})
afterEach(async () => {
  await Promise.all(started.splice(0).map(server => server.close()))
  await rm(folder, { recursive: true })
})

/** Starts this program in the fork-server's place; it runs on the host's own /usr. */
async function startWith(program: string, signal = new AbortController().signal): Promise<ForkServer> {
  await layTools(folder, program)
  for (const name of ['kernel', 'sessions', 'stages']) await mkdir(join(folder, name), { recursive: true })
  const server = await startForkServer(
    {
      rootfs: join(folder, 'rootfs'),
      base: 'host',
      kernelPackage: join(folder, 'kernel'),
      sessionsFolder: join(folder, 'sessions'),
      uid: undefined,
      stages: join(folder, 'stages'),
      server: '1-2-3',
    },
    undefined,
    signal,
  )
  started.push(server)
  return server
}

const REQUEST = {
  kernelId: 'k',
  folder: 's',
  writable: true,
  memoryBytes: 1,
  processes: 1,
  diskBytes: 1,
  memoryCgroup: false,
  group: 'k1',
}

describe('a fork-server that does not come up', () => {
  test.each([
    [
      'ends with a complaint',
      '#!/bin/sh\necho "no module named pandas" >&2\nexit 3',
      /ended with code 3 before it was ready.*make doctor.*no module named pandas/,
    ],
    ['ends without a word', '#!/bin/sh\nexit 0', /ended with code 0.*It said nothing/],
    ['cannot be run', '#!/nowhere/python\n', /ended with code \d+ before it was ready.*No such file/],
    [
      'says something else',
      '#!/bin/sh\necho "Hello there"\nsleep 60',
      /said something unknown \(Hello there\).*make doctor/,
    ],
    [
      'says something that is not ready',
      '#!/bin/sh\necho \'{"ready": false}\'\nsleep 60',
      /said something unknown \(\{"ready": false\}\)/,
    ],
    [
      'complains at length: the end is what is told',
      '#!/bin/sh\nhead -c 100000 /dev/zero | tr "\\\\0" x >&2\necho "out of memory" >&2\nexit 1',
      /out of memory$/,
    ],
  ])('%s', async (_, program, words) => {
    const starting = startWith(program)
    await expect(starting).rejects.toThrow(SandboxUnavailable)
    const message = await starting.then(String, (error: Error) => error.message)
    expect(message.replaceAll('\n', ' ')).toMatch(words)
    expect(message.length).toBeLessThan(5000)
    expect(await readdir(join(folder, 'stages'))).toEqual([])
  })
})

describe('given up while it starts', () => {
  test('it is ended at once, with all it began, not waited for', async () => {
    const stop = new AbortController()
    const mark = join(folder, 'stages')
    const starting = startWith('#!/bin/sh\nsleep 4646 & sleep 4646', stop.signal)
    const told = expect(starting).rejects.toThrow(SandboxUnavailable)
    while ((await readdir(mark).catch(() => [])).length === 0) await new Promise(resolve => setImmediate(resolve))
    stop.abort()
    await told
    expect(await readdir(mark)).toEqual([])
  })

  test('at whatever moment of its first 25 ms', async () => {
    for (let moment = 0; moment < 50; moment++) {
      const stop = new AbortController()
      const starting = startWith('#!/bin/sh\nsleep 4646 & sleep 4646', stop.signal)
      const told = expect(starting).rejects.toThrow(SandboxUnavailable)
      await new Promise(resolve => setTimeout(resolve, moment / 2))
      stop.abort()
      await told
    }
    expect(await readdir(join(folder, 'stages'))).toEqual([])
  })

  test('before it began: nothing stays', async () => {
    await expect(startWith(answering('pass'), AbortSignal.abort())).rejects.toThrow(SandboxUnavailable)
    expect(await readdir(join(folder, 'stages'))).toEqual([])
  })

  test('after it stood: it goes on', async () => {
    const stop = new AbortController()
    const server = await startWith(answering('connection.sendall(b\'{"killed": true}\\n\')'), stop.signal)
    stop.abort()
    expect(await server.kill('k')).toBe(true)
  })
})

describe('a fork-server that stands', () => {
  test('says which Python it has, and ends when it is asked to', async () => {
    const server = await startWith(answering('pass'))
    expect(server.pythonVersion).toBe('3.11.0')
    expect(server.startSeconds).toBeGreaterThan(0)
    await server.close()
    await server.exited
    expect(await readdir(join(folder, 'stages'))).toEqual([])
  })

  test('that does not hear is ended all the same', async () => {
    const server = await startWith(`#!/usr/bin/python3\nimport time\n${READY}\ntime.sleep(600)\n`)
    await server.close()
    expect(await readdir(join(folder, 'stages'))).toEqual([])
  })

  test('what follows its answer in the same breath belongs to the kernel', async () => {
    const server = await startWith(
      answering('connection.sendall(b\'{"open": "ok"}\\n{"frame": "re\'); connection.sendall(b\'ady"}\\n\')'),
    )
    const socket = await server.open(REQUEST)
    let said = ''
    for await (const chunk of socket.setEncoding('utf8')) {
      said += String(chunk)
      if (said.includes('\n')) break
    }
    expect(said).toBe('{"frame": "ready"}\n')
  })

  test.each([
    [
      'refuses with a reason',
      'connection.sendall(b\'{"open": "refused", "why": "no user namespace"}\\n\')',
      'no user namespace',
    ],
    ['refuses without one', 'connection.sendall(b\'{"open": "refused"}\\n\')', 'no reason given'],
    ['hangs up', 'connection.close()', 'closed the connection'],
    ['hangs up in the middle of a word', "connection.sendall(b'{\"op'); connection.close()", 'closed the connection'],
    ['is killed while it is asked', 'os._exit(9)', 'closed the connection'],
  ])('%s: told as unavailable', async (_, reply, words) => {
    const opening = (await startWith(answering(reply))).open(REQUEST)
    await expect(opening).rejects.toThrow(SandboxUnavailable)
    await expect(opening).rejects.toThrow(words)
  })

  test.each(['connection.sendall(b"nonsense\\n")', 'connection.sendall(b\'{"open": "perhaps"}\\n\')'])(
    'an answer that is none (%s) opens nothing, in words',
    async reply => {
      const opening = (await startWith(answering(reply))).open(REQUEST)
      await expect(opening).rejects.toThrow(SandboxUnavailable)
      await expect(opening).rejects.toThrow('said something unknown')
    },
  )

  test('a kill is answered with whether there was such a kernel', async () => {
    const server = await startWith(
      answering('connection.sendall(json.dumps({"killed": asked["kill"] == "k1"}).encode() + b"\\n")'),
    )
    expect(await server.kill('k1')).toBe(true)
    expect(await server.kill('k2')).toBe(false)
  })

  test('once it is gone, nothing is opened and nothing hangs', async () => {
    const server = await startWith(answering('pass'))
    await server.close()
    await expect(server.open(REQUEST)).rejects.toThrow(
      new SandboxUnavailable('The fork-server is gone; the next attempt starts another.'),
    )
    await expect(server.prepare('k1')).rejects.toThrow(SandboxUnavailable)
  })
})
