/** Without a frame for this long (a hidden tab has none) the buffer is emptied anyway. */
const LATEST = 250

/** Gathers what comes between two frames, so that a burst of events costs one commit. */
export function frameBuffer<Item>(commit: (items: Item[]) => void): { add: (item: Item) => void; flush: () => void } {
  let items: Item[] = []
  let frame = 0
  let timer: ReturnType<typeof setTimeout> | undefined
  const flush = () => {
    cancelAnimationFrame(frame)
    clearTimeout(timer)
    frame = 0
    const ready = items
    items = []
    if (ready.length > 0) commit(ready)
  }
  const add = (item: Item) => {
    items.push(item)
    if (frame !== 0) return
    frame = requestAnimationFrame(flush)
    timer = setTimeout(flush, LATEST)
  }
  return { add, flush }
}
