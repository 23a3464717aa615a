/** Hands a file to the browser's downloads. `url` may be a data:, blob: or same-origin address. */
export function save(url: string, name: string): void {
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
}

/** The same for what the page holds itself. */
export function saveBlob(blob: Blob, name: string): void {
  const address = URL.createObjectURL(blob)
  save(address, name)
  // The browser has taken hold of it when the next task comes, but a large file is still being written.
  setTimeout(() => URL.revokeObjectURL(address), 60_000)
}
