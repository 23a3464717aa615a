import { MessageScroller, useMessageScroller } from '@shadcn/react/message-scroller'
import { ArrowDown } from 'lucide-react'
import { useEffect, useRef } from 'react'
import { strings } from '../strings.ts'
import type { SessionActs } from '../sessions/use-session-acts.ts'
import { activeTurn, type Turn } from './run-store.ts'
import { RunView } from './RunView.tsx'
import { isWaiting } from './waiting.ts'

type ConversationProps = { turns: readonly Turn[]; sessionId: string; acts: SessionActs }

/** All answers of a session. A new question comes to the top of the view, and its answer grows below without pulling. */
export function Conversation({ turns, sessionId, acts }: ConversationProps) {
  const active = activeTurn(turns)
  return (
    <MessageScroller.Provider defaultScrollPosition="last-anchor" scrollPreviousItemPeek={12}>
      <MessageScroller.Root className="relative flex min-h-0 flex-1 flex-col">
        <MessageScroller.Viewport
          aria-label={strings.shell.conversation}
          className="fading min-h-0 flex-1 overflow-y-auto outline-none [overflow-anchor:none] [scrollbar-gutter:stable]"
        >
          <StartAtLast turns={turns} />
          <MessageScroller.Content role="group" className="flex flex-col gap-2 pb-6">
            {turns
              .filter(turn => !isWaiting(turn, active))
              .map(turn => (
                <MessageScroller.Item key={turn.key} messageId={turn.key} scrollAnchor>
                  <RunView turn={turn} sessionId={sessionId} askAgain={acts.ask} putBack={acts.putBack} />
                </MessageScroller.Item>
              ))}
          </MessageScroller.Content>
        </MessageScroller.Viewport>
        <MessageScroller.Button
          direction="end"
          aria-label={strings.run.newest}
          className="absolute end-6 bottom-2 grid size-8 place-items-center rounded-full border border-line bg-raised text-soft shadow-float transition-opacity duration-150 hover:text-ink data-[active=false]:pointer-events-none data-[active=false]:opacity-0"
        >
          <ArrowDown aria-hidden className="size-4" />
        </MessageScroller.Button>
      </MessageScroller.Root>
    </MessageScroller.Provider>
  )
}

/** Opening a session shows its last question at the top, also when the answer is still growing under it. */
function StartAtLast({ turns }: { turns: readonly Turn[] }) {
  const { scrollToMessage } = useMessageScroller()
  const last = useRef(turns.at(-1)?.key)
  useEffect(() => {
    if (last.current !== undefined) scrollToMessage(last.current, { align: 'start', behavior: 'instant' })
  }, [scrollToMessage])
  return null
}
