/** The prompts, each a file in `prompts/`, with `{{name}}` where something is filled in. */
import { readFileSync } from 'node:fs'

export type PromptName = 'system' | 'with-tools' | 'with-fences' | 'repair'

const texts = new Map<PromptName, string>()

export function prompt(name: PromptName, fill: Record<string, string> = {}): string {
  let text = texts.get(name)
  if (text === undefined) {
    text = readFileSync(new URL(`prompts/${name}.md`, import.meta.url), 'utf8').trim()
    texts.set(name, text)
  }
  return text.replace(/\{\{(\w+)\}\}/g, (_, key: string) => {
    const value = fill[key]
    if (value === undefined) throw new Error(`prompt ${name} needs ${key}`)
    return value
  })
}

/** Puts foreign text between tags; the closing tag cannot stand inside it. */
export const tagged = (tag: string, text: string): string =>
  `<${tag}>\n${text.replaceAll(`</${tag}`, `<\\/${tag}`).trimEnd()}\n</${tag}>`
