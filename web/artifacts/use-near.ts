import { useEffect, useState, type RefObject } from 'react'

/** How far beyond the edge of the screen a thing is made ready. */
const AHEAD = '600px'

/** Whether a place came near the screen; from then on it counts as near. A long conversation draws its charts as they are come to. */
export function useNear(place: RefObject<Element | null>): boolean {
  const [near, setNear] = useState(false)
  useEffect(() => {
    const element = place.current
    if (!element || near) return
    const watch = new IntersectionObserver(seen => setNear(seen.some(entry => entry.isIntersecting)), {
      rootMargin: AHEAD,
      scrollMargin: AHEAD,
    })
    watch.observe(element)
    return () => watch.disconnect()
  }, [place, near])
  return near
}
