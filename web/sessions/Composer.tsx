import { ArrowUp, Paperclip } from 'lucide-react'
import { useEffect, useRef, type KeyboardEvent } from 'react'
import { UploadTray } from '../files/UploadTray.tsx'
import { activeTurn, turnsOf, useRuns, type Turn } from '../runs/run-store.ts'
import { isWaiting, workBegan } from '../runs/waiting.ts'
import { StatusLine } from '../runs/StatusLine.tsx'
import { WaitingQuestion } from '../runs/QuestionBubble.tsx'
import { strings } from '../strings.ts'
import { IconButton } from '../ui/button.tsx'
import { setDraft, useDraft } from './drafts.ts'
import { focusQuestion, QUESTION_ID, returnToQuestion } from './focus-question.ts'
import { ModelPicker } from './ModelPicker.tsx'
import type { SessionActs } from './use-session-acts.ts'

/** The question box, with what works now above it and its files inside it. */
export function Composer({ sessionId, acts }: { sessionId: string; acts: SessionActs }) {
  const turns = useRuns(state => turnsOf(state, sessionId))
  const active = activeTurn(turns)
  const text = useDraft(sessionId)
  const send = () => {
    const question = text.trim()
    if (question === '') return focusQuestion()
    setDraft(sessionId, '')
    acts.ask(question)
    focusQuestion()
  }
  return (
    <div data-slot="composer" className="shrink-0 overflow-y-hidden [scrollbar-gutter:stable]">
      <div className="measure px-4 pb-[max(0.75rem,env(safe-area-inset-bottom))] sm:px-6">
        <Waiting turns={turns} active={active} sessionId={sessionId} />
        {turns.length > 0 && (
          <div className="h-8">
            {active && <StatusLine turn={active} since={workBegan(turns, active)} sessionId={sessionId} />}
          </div>
        )}
        <form
          onSubmit={event => {
            event.preventDefault()
            send()
          }}
          className="rounded-lg border border-edge bg-raised transition-colors duration-100 focus-within:border-accent"
        >
          <UploadTray sessionId={sessionId} />
          <QuestionField
            sessionId={sessionId}
            text={text}
            placeholder={
              active
                ? strings.composer.queue
                : turns.length > 0
                  ? strings.composer.followUp
                  : strings.composer.placeholder
            }
            lastQuestion={turns.at(-1)?.run.question ?? ''}
            send={send}
          />
          <div className="flex items-center gap-1 px-1.5 pb-1.5">
            <AttachButton addFiles={acts.addFiles} />
            <ModelPicker sessionId={sessionId} />
            <IconButton
              type="submit"
              variant="solid"
              label={active ? strings.composer.sendLater : strings.composer.send}
              keys="Enter"
              aria-disabled={text.trim() === ''}
              className="ms-auto"
            >
              <ArrowUp />
            </IconButton>
          </div>
        </form>
      </div>
    </div>
  )
}

type WaitingProps = { turns: readonly Turn[]; active: Turn | undefined; sessionId: string }

function Waiting({ turns, active, sessionId }: WaitingProps) {
  const waiting = turns.filter(turn => isWaiting(turn, active))
  if (waiting.length === 0) return null
  return (
    <ul aria-label={strings.queue.label}>
      {waiting.map(turn => (
        <WaitingQuestion key={turn.key} turn={turn} sessionId={sessionId} />
      ))}
    </ul>
  )
}

/** Browsers without it are told the height. */
const growsByItself = CSS.supports('field-sizing', 'content')

type QuestionFieldProps = {
  sessionId: string
  text: string
  placeholder: string
  lastQuestion: string
  send: () => void
}

function QuestionField({ sessionId, text, placeholder, lastQuestion, send }: QuestionFieldProps) {
  const field = useRef<HTMLTextAreaElement>(null)
  useEffect(() => {
    returnToQuestion()
  }, [sessionId])
  useEffect(() => {
    const box = field.current
    if (growsByItself || !box) return
    box.style.height = 'auto'
    box.style.height = `${box.scrollHeight}px`
  }, [text])
  const press = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (event.nativeEvent.isComposing || event.keyCode === 229) return
    if (event.code === 'Enter' || event.code === 'NumpadEnter') {
      if (event.shiftKey) return
      event.preventDefault()
      send()
    }
    if (event.code === 'ArrowUp' && text === '' && lastQuestion !== '') {
      event.preventDefault()
      setDraft(sessionId, lastQuestion)
      requestAnimationFrame(() => field.current?.setSelectionRange(lastQuestion.length, lastQuestion.length))
    }
  }
  return (
    <textarea
      ref={field}
      id={QUESTION_ID}
      value={text}
      rows={1}
      dir="auto"
      maxLength={100_000}
      enterKeyHint="send"
      aria-label={strings.composer.label}
      placeholder={placeholder}
      onChange={event => setDraft(sessionId, event.target.value)}
      onKeyDown={press}
      className="block max-h-[min(16rem,40dvh)] w-full resize-none bg-transparent px-3.5 pt-3 pb-2 text-lg outline-none field-sizing-content"
    />
  )
}

function AttachButton({ addFiles }: { addFiles: SessionActs['addFiles'] }) {
  const input = useRef<HTMLInputElement>(null)
  return (
    <>
      <IconButton label={strings.composer.attach} onClick={() => input.current?.click()}>
        <Paperclip />
      </IconButton>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        aria-label={strings.composer.attach}
        onChange={event => {
          addFiles(event.target.files ?? [])
          event.target.value = ''
          focusQuestion()
        }}
      />
    </>
  )
}
