/** Frames however the bytes fall: in one piece, byte by byte, many at once; and what is none ends the reading. */
import { Readable } from 'node:stream'
import { describe, expect, test } from 'vitest'
import { BadFrame, readFrames } from './frame-stream.ts'
import { MAX_FRAME, type KernelFrame } from './frames.ts'

const frames: KernelFrame[] = [
  { frame: 'output', cell: 1, stream: 'stdout', text: 'Übergröße 日本 📈\u2028 and \\n "quoted"' },
  { frame: 'final_result', cell: 1, value: '', mime: 'text/plain' },
  { frame: 'reply', request: 7, value: { a: [1, null, 'é'] } },
]
const bytes = Buffer.from(frames.map(frame => `${JSON.stringify(frame)}\n`).join(''))

async function read(chunks: Iterable<Buffer> | AsyncIterable<Buffer>): Promise<KernelFrame[]> {
  const got: KernelFrame[] = []
  for await (const frame of readFrames(Readable.from(chunks))) got.push(frame)
  return got
}
const cut = (size: number) =>
  Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) => bytes.subarray(i * size, (i + 1) * size))

describe('frames', () => {
  test.each([1, 2, 3, 7, 64, 10_000])('in pieces of %i bytes are the same, though characters are split', async size => {
    expect(await read(cut(size))).toEqual(frames)
  })

  test('with empty lines between them, and the last without an end, which does not count', async () => {
    const torn = Buffer.concat([Buffer.from('\n\n'), bytes, Buffer.from('\n'), bytes.subarray(0, 20)])
    expect(await read([torn])).toEqual(frames)
  })

  test('as long as they may be, and not a byte longer', async () => {
    const empty = JSON.stringify({ frame: 'output', cell: 1, stream: 'stdout', text: '' }).length
    const lineOf = (length: number) =>
      Buffer.from(
        `${JSON.stringify({ frame: 'output', cell: 1, stream: 'stdout', text: 'x'.repeat(length - empty) })}\n`,
      )
    const halves = (line: Buffer) => [line.subarray(0, line.length / 2), line.subarray(line.length / 2)]
    expect(await read(halves(lineOf(MAX_FRAME)))).toHaveLength(1)
    await expect(read(halves(lineOf(MAX_FRAME + 1)))).rejects.toThrow(BadFrame)
    await expect(read([lineOf(MAX_FRAME + 1)])).rejects.toThrow('longer than')
    await expect(read([Buffer.alloc(MAX_FRAME + 1, 'x')])).rejects.toThrow('longer than')
  })

  test.each([
    ['no JSON', 'hello\n', 'not JSON'],
    ['no object', '42\n', ''],
    ['nobody’s frame', '{"frame":"shutdown"}\n', ''],
    ['bytes that are no text', Buffer.from([0xff, 0xfe, 0x0a]), 'not JSON'],
    ['a frame of the host', '{"frame":"run","cell":1,"code":"x"}\n', ''],
  ])('%s ends the reading, after what came before', async (_, line, words) => {
    const got: KernelFrame[] = []
    const reading = (async () => {
      for await (const frame of readFrames(Readable.from([bytes, Buffer.from(line), bytes]))) got.push(frame)
    })()
    await expect(reading).rejects.toThrow(BadFrame)
    await expect(reading).rejects.toThrow(words)
    expect(got).toEqual(frames)
  })

  test('are read no faster than they are taken: a flood waits where it comes from', async () => {
    let given = 0
    async function* flood() {
      for (; given < 1000; given++) yield bytes
    }
    const stream = Readable.from(flood(), { highWaterMark: 2 })
    const reading = readFrames(stream)
    for (let i = 0; i < 6; i++) await reading.next()
    await new Promise(resolve => setImmediate(resolve))
    expect(given).toBeLessThan(10)
    await reading.return(undefined)
    expect(stream.destroyed).toBe(true)
  })
})
