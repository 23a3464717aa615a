/** The host's side of the frames, on the examples that the kernel's own tests read too (`test_frames.py`). */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { KernelFrame } from './frames.ts'

const file = new URL('../../kernel/codingagent_kernel/frame_examples.json', import.meta.url)
const examples: { fromKernel: object[]; notFromKernel: object[] } = JSON.parse(readFileSync(file, 'utf8'))

test.each(examples.fromKernel)('%j is read as it was sent', frame => expect(KernelFrame.parse(frame)).toEqual(frame))

test.each(examples.notFromKernel)('%j is no frame of a kernel', frame =>
  expect(KernelFrame.safeParse(frame).success).toBe(false),
)
