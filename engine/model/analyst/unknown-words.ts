/** The words of a question that nothing explains: told to the person, so that a guess is seen as one. */
import { WHERE_ANY, WHERE_GIVEN } from './measure-conditions.ts'
import type { Condition } from './request.ts'
import { isMentioned, isTaken, type World } from './row-reading.ts'
import { isSmallAnywhere, isSmallWord } from './say/language.ts'
import { RESERVED, type Mention } from './scan.ts'
import { adjectivesIn } from './superlatives.ts'
import { conceptsOf } from './synonyms.ts'
import { nearlySame, split, stem, type Token } from './words.ts'

const KNOWN = new Set(
  (
    'you but nor let see say said saw get got gets had has did use used put ask try why how off out own too yet way lot set run per etc ago bit few two three four five six ten one ' +
    'neither sell sold sells selling make made makes bought buy buys spend spent spends earn earns earned paid pay pays went goes gone come comes came work works working live lives living happen happened ' +
    'perform performs performed times once twice minus plus divided overall popular older younger into kind jede jeden jeder jedes temps tiempo capita kopf tête cápita again negative positive wert nenne nenn liste änderung änderungen vollständig bestand sort fill gaps gap impute favor hoch total totales totals ' +
    'except excluding empty blank blanks unknown werten leere suit suivent vacía vacías fila filas ligne lignes ' +
    'need want like look think know using used use want would could should will shall they them their him her his our ours your yours myself here being been having done doing each ' +
    'show shows shown display list lists print return calculate compute determine identify examine explore check test whether provide give gives using based according specific various several ' +
    'certain following given respective corresponding available current recorded observed present existing exactly about around approximately please quickly simple nice good great nicely well ' +
    'interactive static visual visually bars lines points axis axes label labels legend size small large columns rows records entries items things stuff someone everyone anyone people person ' +
    'today yesterday tomorrow now currently recent recently past previous next later earlier still already always never often overall altogether combined together separately individually ' +
    'variable variables field fields values value number numbers digits decimal decimals places place question answer result results output file files data dataset table sheet ' +
    'gibt haben hat sind waren wurde wurden kann bitte mein meine unser unsere welche welcher welches wann warum speichern erstelle exportiere machen mach diagramm liniendiagramm balkendiagramm tabelle datei'
  ).split(' '),
)

/** A word that says something by itself, whatever the table holds. */
export const isOrdinary = (lower: string): boolean =>
  RESERVED.has(lower) || KNOWN.has(lower) || /(?:ing|ly|est)$/.test(lower)

export function unknownWords(tokens: Token[], mentions: Mention[], understood: [number, number][]): string[] {
  return tokens
    .filter((token, at) => token.kind === 'word' && !mentions.some(mention => at >= mention.at && at < mention.to))
    .filter(token => !understood.some(([from, to]) => token.start >= from && token.start < to))
    .filter(({ lower }) => lower.length > 2 && !isOrdinary(lower) && (lower.length > 3 || !isSmallAnywhere(lower)))
    .map(token => token.text)
}

type Said = { conditions: Condition[]; unknown: string[] }

const LIMITS =
  /^(?:by|per|each|every|across|in|for|from|where|with|without|only|than|whose|which|what|nach|pro|je|im|in|für|aus|mit|ohne|nur|welche[rsnm]?)$/

/** An unknown word that a number was to be parted or limited by, or whose best was asked for: without it the number is another one. */
export function limitsByUnknown({ tokens, unused }: { tokens: Token[]; unused: string[] }): boolean {
  return tokens.some((token, at) => {
    if (token.kind === 'number' || !unused.includes(token.text)) return false
    let place = at - 1
    while (/^(?:the|an?|all|der|die|das|den|dem|eine?[nmr]?)$/.test(tokens[place]?.lower ?? '')) place -= 1
    return LIMITS.test(tokens[place]?.lower ?? '')
  })
}

/** What the person said and the answer does not use: unknown words that no task explains, and numbers that limit nothing. */
export function unusedIn(world: World, { conditions, unknown }: Said): string[] {
  const any = WHERE_ANY.exec(world.question) ?? WHERE_GIVEN.exec(world.question)
  const read = [...world.cues.read, ...adjectivesIn(world.question)]
  if (any) read.push([any.index, any.index + any[0].length])
  const isRead = (token: Token): boolean => read.some(([from, to]) => token.start < to && from < token.end)
  const values = conditions.flatMap(valuesOf)
  const looked = conditions.flatMap(wordsOf)
  return world.tokens
    .filter((token, at) => {
      if (isTaken(token, world.cues) || isMentioned(at, world.mentions) || isRead(token)) return false
      if (token.kind === 'number') return !values.includes(token.value) && token.value !== world.cues.limit
      if (isKindOf(at, world)) return false
      return unknown.includes(token.text) && !looked.some(text => text.includes(token.lower)) && !isMeant(token, world)
    })
    .map(token => token.text)
}

const valuesOf = (condition: Condition): (number | undefined)[] => {
  if (condition.kind === 'number') return [condition.value]
  if (condition.kind === 'between') return [condition.low, condition.high]
  return condition.kind === 'equals' ? condition.values.map(Number) : []
}

const wordsOf = (condition: Condition): string[] => {
  if ('text' in condition) return [condition.text.toLowerCase()]
  return condition.kind === 'equals' ? condition.values.map(value => value.toLowerCase()) : []
}

/** "Each satisfaction level", of a column satisfaction. */
const isKindOf = (at: number, { tokens, mentions }: World): boolean =>
  /^(?:levels?|categor(?:y|ies)|kinds?|types?|groups?|classes|stufen?)$/.test(tokens[at]?.lower ?? '') &&
  mentions.some(mention => mention.kind === 'column' && mention.to === at)

const PERSON = /^(?:students?|pupils?|employees?|people|persons?|players?|customers?|users?|members?|schüler)$/

/** A small word, a keyword with a slip, or the beginning of a column's name: Bestellungen, with a column Bestellnummer. */
function isMeant({ lower }: Token, { table, cues }: World): boolean {
  const file = table.file.toLowerCase()
  // What the rows are, where no column numbers them.
  if (conceptsOf(stem(lower)).includes('order')) return true
  // Whose rows these are: a table with a column of names has one for each.
  if (PERSON.test(lower) && table.columns.some(column => column.words.includes('name'))) return true
  if (lower === file || lower.includes('.') || split(file).includes(lower)) return true
  if (isSmallWord(lower, cues.language) || [...RESERVED].some(word => nearlySame(word, lower))) return true
  return table.columns.some(column =>
    column.words.some(word => word.length >= 6 && word.slice(0, 6) === lower.slice(0, 6)),
  )
}
