import type { Profile } from '@codingagent/protocol/artifacts.ts'
import { useQuery } from '@tanstack/react-query'
import { ApiError } from '../api/api-error.ts'
import { readProfile } from '../api/calls.ts'

/** A file's profile; until the server has made it, it answers "not yet" and is asked again. */
export function useProfile(artifactId: string | undefined): {
  profile: Profile | undefined
  failed: string | undefined
} {
  const { data, error } = useQuery({
    queryKey: ['profile', artifactId ?? ''],
    queryFn: () => readProfile(artifactId ?? ''),
    enabled: artifactId !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
    retry: (tries, reason) => !(reason instanceof ApiError && reason.code === 'unreadable_file') && tries < 20,
    retryDelay: tries => Math.min(300 * 1.5 ** tries, 3_000),
  })
  return {
    profile: data,
    failed: error instanceof ApiError && error.code === 'unreadable_file' ? error.message : undefined,
  }
}
