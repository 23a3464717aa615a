import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { artifactQuery } from './artifact-content.ts'

type ViewLink = {
  /** Undefined while it is on its way, or when there is none to be had. */
  url: string | undefined
  /** Changes when the element that draws the link must be made anew. */
  attempt: number
  /** Why nothing can be shown, once that is known. */
  error: Error | null
  /** The element could not draw it: the link is renewed once, then it counts as broken. */
  broken: () => void
  again: () => void
}

class Undrawable extends Error {
  override readonly name = 'Undrawable'
}

/** The link of an artifact for an element that fetches by itself: a picture, a frame, a sound, a PDF. */
export function useViewLink(id: string): ViewLink {
  const { data, error, isFetching, refetch } = useQuery(artifactQuery(id))
  const [failures, setFailures] = useState(0)
  const [attempt, setAttempt] = useState(0)
  const renew = (failed: number) => {
    setFailures(failed)
    setAttempt(attempt + 1)
    void refetch()
  }
  const waiting = isFetching && failures > 0
  return {
    url: waiting || failures > 1 ? undefined : data?.viewUrl,
    attempt,
    error: waiting || (data && failures === 0) ? null : failures > 1 ? (error ?? new Undrawable()) : error,
    broken: () => (failures === 0 ? renew(1) : setFailures(failures + 1)),
    again: () => renew(0),
  }
}
