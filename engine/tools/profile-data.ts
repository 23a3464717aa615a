/** The data passport of one file, in words for the model. */
import { z } from 'zod'
import { KernelFailure } from '../sandbox/sandbox.ts'
import { profileText } from './describe-file.ts'
import type { Tool } from './tool.ts'

const Input = z.object({ name: z.string().min(1).describe('The name of a file in the workspace, such as sales.csv') })

export const profileData: Tool<z.infer<typeof Input>> = {
  name: 'profile_data',
  description:
    'Tells what stands in a file before any code is written: columns, types, missing values, ranges, top values, sheets, warnings, how to read it.',
  input: Input,
  label: ({ name }) => `Reading ${baseName(name)}`,
  async run({ name }, { workbench, signal }) {
    const files = await workbench.files()
    const file = files.find(f => f.name === name || f.path === name || f.variable === name || f.name === baseName(name))
    if (!file) {
      const names = files.map(f => f.name).join(', ')
      return {
        status: 'error',
        text: `There is no file “${name}”. ${names ? `There are: ${names}.` : 'There are none.'}`,
      }
    }
    try {
      return { status: 'success', text: profileText(file, file.profile ?? (await workbench.profile(file.name))) }
    } catch (failure) {
      signal.throwIfAborted()
      if (!(failure instanceof KernelFailure)) throw failure
      return { status: 'error', text: `${file.name} could not be profiled: ${failure.message}` }
    }
  },
}

const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1)
