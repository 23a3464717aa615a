/** "Thanks", "ok great", "danke dir", "merci beaucoup", "muchas gracias": pleased words, and nothing asked. */

const WORDS = new Set(
  (
    'thanks thank thx ty cheers a no you so very much many a lot again for that this your the help ok okay k cool great good nice perfect awesome excellent wonderful brilliant amazing super fine alright done got it ' +
    "all works well job work love one now that's that’s is was helpful sounds looks yes yep sure right " +
    'danke dankeschön vielen herzlichen lieben besten dank dir ihnen schön sehr gut prima toll klasse perfekt alles klar passt in ordnung für die das hilfe ja genau ' +
    "merci beaucoup bien parfait génial d’accord d'accord c’est c'est très bon excellente pour votre ton aide oui " +
    'gracias muchas mil muy bien perfecto genial vale estupendo por la su tu ayuda bueno excelente sí'
  ).split(' '),
)
/** At least one of these is said: the small words alone thank for nothing. */
const PLEASED =
  /(?<!\p{L})(?:thank(?:s| you)|thx|ty|cheers|ok(?:ay)?|cool|great|good|nice|perfect|awesome|excellent|wonderful|brilliant|amazing|super|fine|alright|got it|helpful|danke\p{L}*|dank|prima|toll|klasse|perfekt|sehr gut|alles klar|passt|merci|parfait|génial|d[’']accord|très bien|gracias|perfecto|genial|vale|estupendo|muy bien|excelente)(?!\p{L})/iu

export function isThanks(question: string): boolean {
  const words = question.toLowerCase().match(/[\p{L}’']+/gu) ?? []
  return (
    words.length > 0 &&
    words.length <= 8 &&
    PLEASED.test(question) &&
    !/[?\d]/.test(question) &&
    words.every(word => WORDS.has(word))
  )
}
