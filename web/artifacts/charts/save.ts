/** Hands a file to the browser's downloads. `url` may be a data:, blob: or same-origin address. */
export function save(url: string, name: string): void {
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
}
