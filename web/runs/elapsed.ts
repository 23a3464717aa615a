import { useEffect, useState } from 'react'

/** Seconds since a moment, told anew each tenth of a second; null in the first two, when nobody waits yet. */
export function useElapsed(startedAt: string): number | null {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 100)
    return () => clearInterval(timer)
  }, [])
  const seconds = startedAt === '' ? 0 : (now - Date.parse(startedAt)) / 1000
  return seconds < 2 ? null : seconds
}
