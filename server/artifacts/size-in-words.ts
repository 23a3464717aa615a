const units = ['bytes', 'kB', 'MB', 'GB', 'TB']

/** 1536 → "1.5 kB", in steps of 1024 as people expect of files. */
export function sizeInWords(bytes: number): string {
  const power = Math.min(units.length - 1, bytes < 1 ? 0 : Math.floor(Math.log2(bytes) / 10))
  const value = bytes / 1024 ** power
  return `${Number(value.toFixed(value < 10 ? 1 : 0))} ${units[power]}`
}
