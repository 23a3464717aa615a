import { useEffect, useState } from 'react'

const calm = matchMedia('(prefers-reduced-motion: reduce)')
/** What has arrived is shown within about this many frames. */
const CATCH_UP = 14

/** Lets text that arrives in pieces appear evenly. Text that was there from the start, or is done, is shown as it is. */
export function useSmoothText(text: string, growing: boolean): string {
  const [shown, setShown] = useState(text.length)
  const behind = growing && !calm.matches && shown < text.length
  useEffect(() => {
    if (!behind) return
    const frame = requestAnimationFrame(() =>
      setShown(Math.min(text.length, shown + Math.max(2, Math.ceil((text.length - shown) / CATCH_UP)))),
    )
    return () => cancelAnimationFrame(frame)
  }, [behind, shown, text.length])
  if (!behind) return text
  // Never half of a character that takes two units.
  const end = /[\uD800-\uDBFF]/.test(text[shown - 1] ?? '') ? shown - 1 : shown
  return text.slice(0, end)
}
