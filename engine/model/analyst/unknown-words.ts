/** The words of a question that nothing explains: told to the person, so that a guess is seen as one. */
import { RESERVED, type Mention } from './scan.ts'
import type { Token } from './words.ts'

const KNOWN = new Set(
  (
    'sell sold sells selling make made makes bought buy buys spend spent spends earn earns earned paid pay pays went goes gone come comes came work works working live lives living happen happened ' +
    'need want like look think know using used use want would could should will shall they them their him her his our ours your yours myself here being been having done doing each ' +
    'show shows shown display list lists print return calculate compute determine identify examine explore check test whether provide give gives using based according specific various several ' +
    'certain following given respective corresponding available current recorded observed present existing exactly about around approximately please quickly simple nice good great nicely well ' +
    'interactive static visual visually bars lines points axis axes label labels legend size small large columns rows records entries items things stuff someone everyone anyone people person ' +
    'today yesterday tomorrow now currently recent recently past previous next later earlier still already always never often overall altogether combined together separately individually ' +
    'variable variables field fields values value number numbers digits decimal decimals places place question answer result results output file files data dataset table sheet ' +
    'gibt haben hat sind waren wurde wurden kann bitte mein meine unser unsere welche welcher welches wann warum speichern erstelle exportiere machen mach diagramm liniendiagramm balkendiagramm tabelle datei'
  ).split(' '),
)

export function unknownWords(tokens: Token[], mentions: Mention[], understood: [number, number][]): string[] {
  return tokens
    .filter((token, at) => token.kind === 'word' && !mentions.some(mention => at >= mention.at && at < mention.to))
    .filter(token => !understood.some(([from, to]) => token.start >= from && token.start < to))
    .filter(
      ({ lower }) => lower.length > 3 && !RESERVED.has(lower) && !KNOWN.has(lower) && !/(?:ing|ly|est|ed)$/.test(lower),
    )
    .map(token => token.text)
}
