/** Lists what lies in the workspace. */
import { z } from 'zod'
import { fileLine } from './describe-file.ts'
import type { Tool } from './tool.ts'

const Input = z.object({})

export const listFiles: Tool<z.infer<typeof Input>> = {
  name: 'list_files',
  description: 'Lists the files in the workspace with their paths, ready variables, sizes and kinds.',
  input: Input,
  label: () => 'Looking at the files',
  async run(_input, { workbench }) {
    const files = await workbench.files()
    return {
      status: 'success',
      text: files.length === 0 ? 'The workspace holds no files yet.' : files.map(fileLine).join('\n'),
    }
  },
}
