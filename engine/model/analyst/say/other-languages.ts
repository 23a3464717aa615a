/** A question in a language that is not understood gets a kind sentence in that language, and questions that are. */
import { isDocument, type Table } from '../table.ts'

type Foreign = { script?: RegExp; words?: RegExp; says: string }

const FOREIGN: Foreign[] = [
  {
    script: /[\u3040-\u30ff]/u,
    says: '申し訳ありません。私が理解できるのは英語、ドイツ語、フランス語、スペイン語だけです。英語では、たとえば次のように質問できます。',
  },
  { script: /\p{Script=Han}/u, says: '抱歉，我只懂英语、德语、法语和西班牙语。您可以用英语这样问：' },
  {
    script: /\p{Script=Hangul}/u,
    says: '죄송합니다. 저는 영어, 독일어, 프랑스어, 스페인어만 이해합니다. 영어로 다음과 같이 물어보실 수 있습니다.',
  },
  {
    script: /\p{Script=Arabic}/u,
    says: 'عذرًا، لا أفهم إلا الإنجليزية والألمانية والفرنسية والإسبانية. يمكنك أن تسأل بالإنجليزية مثلًا:',
  },
  {
    script: /\p{Script=Hebrew}/u,
    says: 'סליחה, אני מבין רק אנגלית, גרמנית, צרפתית וספרדית. אפשר לשאול באנגלית, למשל:',
  },
  {
    script: /\p{Script=Cyrillic}/u,
    says: 'Извините, я понимаю только английский, немецкий, французский и испанский. По-английски можно спросить, например:',
  },
  {
    script: /\p{Script=Devanagari}/u,
    says: 'क्षमा करें, मैं केवल अंग्रेज़ी, जर्मन, फ़्रेंच और स्पेनिश समझता हूँ। अंग्रेज़ी में आप यह पूछ सकते हैं:',
  },
  {
    script: /\p{Script=Greek}/u,
    says: 'Λυπάμαι, καταλαβαίνω μόνο αγγλικά, γερμανικά, γαλλικά και ισπανικά. Στα αγγλικά μπορείτε να ρωτήσετε, για παράδειγμα:',
  },
  { script: /\p{Script=Thai}/u, says: 'ขออภัย ฉันเข้าใจเฉพาะภาษาอังกฤษ เยอรมัน ฝรั่งเศส และสเปน คุณสามารถถามเป็นภาษาอังกฤษ เช่น' },
  {
    words:
      /^(?:il|della|delle|dei|degli|quanto|quanti|quale|quali|qual|sono|è|perché|nel|nella|vendite|totale|mostra|mostrami)$/,
    says: 'Mi dispiace, capisco solo inglese, tedesco, francese e spagnolo. In inglese può chiedere, per esempio:',
  },
  {
    words: /^(?:qual|quais|quantos|quantas|são|não|é|vendas|região|mês|média|mostre|os|dos|das|uma|pelo)$/,
    says: 'Desculpe, só entendo inglês, alemão, francês e espanhol. Em inglês pode perguntar, por exemplo:',
  },
  {
    words: /^(?:wat|welke|hoeveel|het|een|zijn|verkoop|omzet|gemiddelde?|toon|voor|van|naar|per)$/,
    says: 'Sorry, ik begrijp alleen Engels, Duits, Frans en Spaans. In het Engels kunt u bijvoorbeeld vragen:',
  },
  {
    words: /^(?:jaka|jaki|jakie|ile|jest|są|sprzedaż|sprzedaży|średnia|pokaż|dla|według|suma)$/,
    says: 'Przepraszam, rozumiem tylko angielski, niemiecki, francuski i hiszpański. Po angielsku można zapytać na przykład:',
  },
  {
    words: /^(?:nedir|kaç|hangi|göre|toplam|ortalama|satış|satışlar|göster|için|ve|ne)$/,
    says: 'Üzgünüm, yalnızca İngilizce, Almanca, Fransızca ve İspanyolca anlıyorum. İngilizce olarak örneğin şunu sorabilirsiniz:',
  },
]

const isOther = (letter: string): boolean => /[^\p{Script=Latin}]/u.test(letter)

/** Mostly in a script that none of the tables is written in: nothing in them can be meant by it. */
export function inAnotherScript(question: string, tables: Table[]): string | undefined {
  const letters = question.match(/\p{L}/gu) ?? []
  if (letters.filter(isOther).length * 2 <= letters.length) return undefined
  if (tables.some(isDocument)) return undefined
  const written = tables.flatMap(({ columns }) => columns.flatMap(({ name, top }) => [name, ...top]))
  if (written.some(text => (text.match(/\p{L}/gu) ?? []).some(isOther))) return undefined
  return FOREIGN.find(({ script }) => script?.test(question) === true)?.says
}

/** Of a question that was not understood: the sentence in its language, where that can be told. */
export function inAnotherLanguage(question: string): string | undefined {
  const said = question.toLowerCase().match(/\p{L}+/gu) ?? []
  const scored = FOREIGN.map(({ script, words, says }) => ({
    says,
    score: said.filter(word => (script ? script.test(word) : words?.test(word))).length * (script ? 2 : 1),
  })).sort((one, other) => other.score - one.score)
  const [best] = scored
  return best && best.score >= 2 ? best.says : undefined
}
