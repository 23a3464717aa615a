/** Colours for code, by shiki's JavaScript engine: no WebAssembly, so no exception in the content policy. Loaded with the first code shown. */
import { createHighlighterCore, type HighlighterCore, type ThemedToken } from 'shiki/core'
import { createJavaScriptRegexEngine } from 'shiki/engine/javascript'

const languages = {
  bash: () => import('shiki/langs/bash.mjs'),
  css: () => import('shiki/langs/css.mjs'),
  html: () => import('shiki/langs/html.mjs'),
  javascript: () => import('shiki/langs/javascript.mjs'),
  json: () => import('shiki/langs/json.mjs'),
  markdown: () => import('shiki/langs/markdown.mjs'),
  python: () => import('shiki/langs/python.mjs'),
  r: () => import('shiki/langs/r.mjs'),
  sql: () => import('shiki/langs/sql.mjs'),
  toml: () => import('shiki/langs/toml.mjs'),
  typescript: () => import('shiki/langs/typescript.mjs'),
  xml: () => import('shiki/langs/xml.mjs'),
  yaml: () => import('shiki/langs/yaml.mjs'),
}
type Language = keyof typeof languages

const otherNames: Record<string, Language> = {
  py: 'python',
  js: 'javascript',
  ts: 'typescript',
  sh: 'bash',
  shell: 'bash',
  md: 'markdown',
  yml: 'yaml',
  jsonl: 'json',
  htm: 'html',
  svg: 'xml',
}

/** Beyond this, colouring would hold up the page. */
const LONGEST = 200_000

let made: Promise<HighlighterCore> | undefined
const highlighter = () =>
  (made ??= createHighlighterCore({
    themes: [
      import('shiki/themes/github-light-high-contrast.mjs'),
      import('shiki/themes/github-dark-high-contrast.mjs'),
    ],
    langs: [],
    engine: createJavaScriptRegexEngine({ forgiving: true }),
  }))

/** A model may call a block of code anything, “constructor” too. */
const languageOf = (name: string): Language | undefined => {
  if (Object.hasOwn(languages, name)) return name as Language
  return Object.hasOwn(otherNames, name) ? otherNames[name] : undefined
}

/** Lines of coloured pieces; null when the language is not known or the code is too long. */
export async function highlight(code: string, name: string): Promise<ThemedToken[][] | null> {
  const lang = languageOf(name.toLowerCase())
  if (lang === undefined || code.length > LONGEST) return null
  const shiki = await highlighter()
  await shiki.loadLanguage(languages[lang]())
  const { tokens } = shiki.codeToTokens(code, {
    lang,
    themes: { light: 'github-light-high-contrast', dark: 'github-dark-high-contrast' },
    defaultColor: false,
  })
  return tokens
}
