/** Which language a question is asked in, by its small words; what a table calls its columns does not count. */
import type { Language } from './say.ts'

const words = (list: string): Set<string> => new Set(list.split(' '))

const MARKS: Record<Language, Set<string>> = {
  en: words(
    'the by of show what which who how many much is are was were and for with save as a an from to over each per all any ' +
      'there do does my this that it now only just please compare list give find average between highest lowest ' +
      'most least where than above below make create draw plot per missing',
  ),
  de: words(
    'der das den dem des ein eine einen einer einem und oder nach je pro für von mit ohne zeige zeig wie viel viele welche ' +
      'welcher welches welchen gibt ist sind war waren hat haben als speichern speichere exportiere bitte im am vom zum zur ' +
      'über aus nur jetzt auch noch mir uns erstelle mache mach wer wo was warum durchschnitt durchschnittlich ' +
      'durchschnittliche durchschnittlicher durchschnittliches monatlich monatliche monatlichen monatlicher jährlich jährliche jährlicher ' +
      'wöchentlich täglich fehlende fehlen fehlt ausreißer ausreisser verteilung zusammenhang überblick größten höchsten ' +
      'besten kleinsten niedrigsten meisten wenigsten vergleiche zwischen seit bis ab diagramm balkendiagramm ' +
      'liniendiagramm kreisdiagramm datei tabelle hallo danke hilfe anteil summe anzahl insgesamt bereinige doppelte ' +
      'gegen streudiagramm kreuztabelle wachstum umsatz umsatzwachstum umsatzverlauf monatlichen gesamtumsatz vielen dank dankeschön prima toll klasse perfekt sehr gut alles klar lösche löschen entferne entfernen normalverteilt schief denen leere leeren diese dieser dieses sein seine ihr es häufigste häufigsten alle daten zeilen werte',
  ),
  fr: words(
    'le les donne aperçu données des du une par pour montre montrez affiche affichez quel quelle quels quelles combien moyenne moyen mensuel ' +
      'mensuelle mensuelles mensuels annuel annuelle valeurs manquantes enregistre enregistrer comme et sur avec est sont ' +
      'dans aux au ces cette ce bonjour merci aide aberrantes répartition plus moins total tendance fichier compare entre ' +
      'depuis supérieur où ont quelles chaque évolution maintenant seulement corrélation nettoie doublons croissance mois région beaucoup parfait génial très bien supprime supprimez enlève retire normale qui gagne manquent crée résume',
  ),
  es: words(
    'el los las del una dame resumen datos por para muestra mostrar muéstrame cuál cuáles cuánto cuánta cuántos cuántas qué promedio media ' +
      'mensual mensuales anual valores faltantes guarda guardar guárdalo como y con es son hay en hola gracias ayuda ' +
      'atípicos distribución más menos tendencia archivo compara entre desde mayor menor cada evolución ahora solo sólo crea resume ' +
      'crecimiento mes región ingresos muchas perfecto vale genial estupendo muy bien elimina borra quita sigue falta correlación limpia duplicados quién gana tienen tiene dónde faltan ventas mejores peores',
  ),
}

/** Words that several languages share say nothing when they stand alone. */
const SHARED = words('total me la de a un an')

/** Undefined when nothing tells: "2023?", "PDF". */
export function languageOf(question: string): Language | undefined {
  const said = (question.toLowerCase().match(/\p{L}+/gu) ?? []).filter(word => !SHARED.has(word))
  const score = (language: Language): number => said.filter(word => MARKS[language].has(word)).length
  const [best] = (['en', 'de', 'fr', 'es'] as const)
    .map(language => ({ language, score: score(language) }))
    .sort((one, other) => other.score - one.score)
  return best && best.score > 0 ? best.language : undefined
}

/** One of the small words of any of the languages: what is said in one is often asked with a word of another. */
export const isSmallAnywhere = (word: string): boolean =>
  SHARED.has(word) || Object.values(MARKS).some(marks => marks.has(word))

/** One of the small words of a language, which name nothing. */
export const isSmallWord = (word: string, language: Language): boolean =>
  MARKS[language].has(word) || MARKS.en.has(word) || SHARED.has(word)
