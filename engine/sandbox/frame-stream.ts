/** Frames out of a kernel's socket, one after another. Reads no further than its reader has come: a flood waits in the kernel. */
import type { Readable } from 'node:stream'
import { KernelFrame, MAX_FRAME } from './frames.ts'

/** The kernel said something that is not a frame. */
export class BadFrame extends Error {
  override readonly name = 'BadFrame'
}

function parse(line: string): KernelFrame {
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch {
    throw new BadFrame('a line that is not JSON')
  }
  const frame = KernelFrame.safeParse(value)
  if (!frame.success) throw new BadFrame(frame.error.issues[0]?.message ?? 'unknown')
  return frame.data
}

export async function* readFrames(stream: Readable): AsyncGenerator<KernelFrame> {
  let pieces: Buffer[] = []
  let length = 0
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    let start = 0
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, start)) {
      if (length + end - start > MAX_FRAME) throw new BadFrame(`a line longer than ${MAX_FRAME} bytes`)
      const line = Buffer.concat([...pieces, chunk.subarray(start, end)]).toString()
      pieces = []
      length = 0
      start = end + 1
      if (line !== '') yield parse(line)
    }
    if (start === chunk.length) continue
    pieces.push(chunk.subarray(start))
    length += chunk.length - start
    if (length > MAX_FRAME) throw new BadFrame(`a line longer than ${MAX_FRAME} bytes`)
  }
}
