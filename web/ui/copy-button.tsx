import { Check, Copy } from 'lucide-react'
import { useEffect, useState } from 'react'
import { announce } from './announce.ts'
import { strings } from '../strings.ts'
import { IconButton } from './button.tsx'
import { toast } from './toast.ts'

/** Copies, and says so in its own place. */
export function CopyButton({ label, text }: { label: string; text: string }) {
  const [copied, setCopied] = useState(false)
  useEffect(() => {
    if (!copied) return
    const timer = setTimeout(() => setCopied(false), 1_600)
    return () => clearTimeout(timer)
  }, [copied])
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text)
    } catch {
      // Refused by the person's settings, or the page is not served over a safe line.
      announce(strings.actions.notCopied)
      return void toast({ text: strings.actions.notCopied })
    }
    setCopied(true)
    announce(strings.actions.copied)
  }
  return (
    <IconButton label={copied ? strings.actions.copied : label} onClick={() => void copy()}>
      {copied ? <Check className="text-good" /> : <Copy />}
    </IconButton>
  )
}
