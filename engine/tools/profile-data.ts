/** The data passport of one file, in words for the model. */
import { z } from 'zod'
import { KernelFailure } from '../sandbox/sandbox.ts'
import { profileText } from './describe-file.ts'
import type { Tool, WorkspaceFile } from './tool.ts'

const Input = z.object({ name: z.string().min(1).describe('The name of a file in the workspace, such as sales.csv') })

export const profileData: Tool<z.infer<typeof Input>> = {
  name: 'profile_data',
  description:
    'Tells what stands in a file before any code is written: columns, types, missing values, ranges, top values, sheets, warnings, how to read it.',
  input: Input,
  label: ({ name }) => `Reading ${baseName(name)}`,
  async run({ name }, { workbench, signal }) {
    const files = await workbench.files()
    const file = fileCalled(name, files)
    if (!file) {
      const names = files.map(f => f.path.replace(/^\/workspace\//, '')).join(', ')
      return {
        status: 'error',
        text: `There is no file “${name}”. ${names ? `There are: ${names}.` : 'There are none.'}`,
      }
    }
    try {
      return { status: 'success', text: profileText(file, file.profile ?? (await workbench.profile(file.path))) }
    } catch (failure) {
      signal.throwIfAborted()
      if (!(failure instanceof KernelFailure)) throw failure
      return { status: 'error', text: `${file.name} could not be profiled: ${failure.message}` }
    }
  },
}

/** A path says which of two files of one name is meant; the name alone only when nothing else fits. */
function fileCalled(name: string, files: WorkspaceFile[]): WorkspaceFile | undefined {
  return (
    files.find(f => f.path === name || f.path === `/workspace/${name}`) ??
    files.find(f => f.variable === name) ??
    files.find(f => f.name === name) ??
    files.find(f => f.name === baseName(name))
  )
}

const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1)
