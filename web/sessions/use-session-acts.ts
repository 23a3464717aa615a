import { useNavigate } from '@tanstack/react-router'
import { useMemo } from 'react'
import { wordsOf } from '../api/api-error.ts'
import { addFiles as sendFiles, clearDone } from '../files/upload-store.ts'
import { ask as askRun, askUnsent } from '../runs/ask.ts'
import { NEW_SESSION } from '../runs/run-store.ts'
import { toast } from '../ui/toast.ts'
import { makeSession } from './change-session.ts'
import { draftOf, moveDraft, newModel } from './drafts.ts'
import { returnToQuestion } from './focus-question.ts'
import { putBack } from './put-back.ts'

export type SessionActs = {
  ask: (question: string) => void
  addFiles: (files: Iterable<File>) => void
  putBack: (question: string) => void
  /** Sends what was asked here before and is not known to have arrived. */
  askUnsent: () => void
}

/** What a person can do in a session. One that has no row yet gets it with the first question or file. */
export function useSessionActs(sessionId: string, maxUpload: number | undefined): SessionActs {
  const navigate = useNavigate()
  const ensureSession = useMemo(
    () =>
      once(async () => {
        if (sessionId !== NEW_SESSION) return sessionId
        const session = await makeSession(newModel())
        if (draftOf(NEW_SESSION) !== '') moveDraft(session.id)
        await navigate({ to: '/sessions/$sessionId', params: { sessionId: session.id }, replace: true })
        return session.id
      }),
    [sessionId, navigate],
  )
  return useMemo(
    () => ({
      ask: question => {
        clearDone(sessionId)
        void askRun({ sessionId, question, ensureSession })
        // The button that asked may be gone with what it stood in.
        returnToQuestion()
      },
      addFiles: files => {
        // A list of files from the browser is emptied by the next act: copy it first.
        const copied = [...files]
        if (copied.length === 0) return
        if (sessionId !== NEW_SESSION) return sendFiles(sessionId, copied, maxUpload)
        void ensureSession().then(
          id => sendFiles(id, copied, maxUpload),
          (error: unknown) => toast({ text: wordsOf(error) }),
        )
      },
      askUnsent: () => askUnsent({ sessionId, ensureSession }),
      putBack: question => putBack(sessionId, question),
    }),
    [sessionId, maxUpload, ensureSession],
  )
}

/**
 * What is brought to a new session while it is on the screen shares one row, also a file that arrives when the row was made and shown; one
 * that could not be made is tried anew.
 */
function once<Result>(make: () => Promise<Result>): () => Promise<Result> {
  let made: Promise<Result> | undefined
  return () => {
    made ??= make().catch((error: unknown) => {
      made = undefined
      throw error
    })
    return made
  }
}
