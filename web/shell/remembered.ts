/** Small things kept on this device. Storage may be refused or full; then they are forgotten, which does no harm. */
export function remembered(name: string): string | null {
  try {
    return localStorage.getItem(name)
  } catch {
    return null
  }
}

export function remember(name: string, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(name)
    else localStorage.setItem(name, value)
  } catch {
    // As above.
  }
}

/** The names of what is kept that begin so. */
export function rememberedNames(beginning: string): string[] {
  try {
    return Object.keys(localStorage).filter(name => name.startsWith(beginning))
  } catch {
    return []
  }
}
