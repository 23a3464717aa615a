import { worksAlone, type Services } from '../services.ts'

/**
 * Has a worker look whether it is the run's turn. Where this process works alone it begins at once when it has room: the queue's way through
 * the database would cost more than the claim. Should the process die then, the run is found as any abandoned one.
 */
export async function callWorker(
  services: Pick<Services, 'queue' | 'database'>,
  { accountId, runId }: { accountId: string; runId: string },
): Promise<void> {
  const job = { kind: 'run' as const, accountId, runId }
  if (worksAlone(services) && services.queue.offer(job)) return
  await services.queue.add(job)
}
