const names: Record<string, string> = {
  run_python: 'python',
  profile_data: 'profile',
  list_files: 'files',
}

/** A tool as the drawer line calls it. */
export const toolName = (tool: string): string => names[tool] ?? tool.replaceAll('_', ' ')
