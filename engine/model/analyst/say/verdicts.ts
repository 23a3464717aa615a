/** Sentences of the answers that judge a shape or take rows away, in each language. */

const en = {
  'box.column': 'column',
  'chart.outside':
    'The chart draws {drawn} of the {count} points beyond the whiskers, evenly from the nearest to the farthest',
  'trend.partial.last': '{when} is not complete (data up to {last} only), so it is left out of the comparison',
  'trend.partial.first': '{when} is not complete (data only from {first} on), so it is left out of the comparison',
  'trend.partial.begin': '{when} has data only from {first} on, so it may not be complete',
  'trend.so.far': '{when} so far: {value}',
  'file.apostrophe':
    'In the CSV {count} {count:text|texts} that a spreadsheet would take for a formula {count:has|have} an apostrophe in front',
  'only.incomplete': 'a value missing',
  'only.complete': 'no value missing',
  'remove.still': 'the rows with {rows} are still left out, as asked before; “for all data” brings them back',
  'only.emptyRow': 'a row without any value',
  'only.outlier': 'an outlier in {column}',
  'remove.name': '{file} left',
  'rank.title.name': 'top {groups} by {what}',
  'outliers.rows': 'rows with outliers in {column}',
  'remove.done': '{removed} of {all} {all:row|rows} removed, {left} left. Removed: {rows}',
  'remove.none': 'No row fits, so nothing was removed: {rows}',
  'remove.before': 'Before: {all} {all:row|rows}',
  'remove.after': 'After: {left} {left:row|rows}',
  'remove.sum': '{what} in total: {before} before, {after} after',
  'remove.kept':
    'The file {file} itself is unchanged; the rows left are in the variable {frame}, and can be saved as a file on request',
  'remove.final': '{left} of {all} rows left',
  'read.remove': 'the rows that are left',
  'normality.no': 'No, {what} is not normally distributed: {shape}',
  'normality.nearly':
    'Nearly: {what} is close to a normal distribution ({shape}), though with {count} values the test can tell it from one',
  'normality.yes':
    'Yes, as far as {count} values can tell: nothing speaks against {what} being normally distributed ({shape})',
  'normality.few':
    '{count} {count:value|values} of {what} {count:is|are} too few to tell whether it is normally distributed',
  'normality.same': '{what} is the same in every row, so it has no distribution to judge',
  'normality.skewed': 'Yes, {what} is skewed {side}: {shape}',
  'normality.even': 'No, {what} is not noticeably skewed: {shape}',
  'normality.right': 'to the right (a long tail of high values)',
  'normality.left': 'to the left (a long tail of low values)',
  'normality.shape.right': 'skewed to the right, with a long tail of high values',
  'normality.shape.left': 'skewed to the left, with a long tail of low values',
  'normality.shape.heavy': 'about symmetric, but with more extreme values than a normal distribution has',
  'normality.shape.light': 'about symmetric, but flatter than a normal distribution, with fewer extreme values',
  'normality.shape.even': 'about symmetric, with no unusual tails',
  'normality.mean': 'mean {mean}, median {middle}',
  'normality.figures':
    'Skewness {skew} (0 when symmetric), excess kurtosis {kurtosis} (0 in a normal distribution), from {count} {count:value|values}',
  'normality.test': '{name} test: statistic {statistic}, {p}; below 0.05 speaks against a normal distribution',
  'normality.line':
    '{name}: {verdict} (skewness {skew}, excess kurtosis {kurtosis}, {test} {p}, {count} {count:value|values})',
  'normality.verdict.yes': 'nothing against normal',
  'normality.verdict.nearly': 'close to normal',
  'normality.verdict.no': 'not normal',
  'normality.verdict.few': 'too few values',
  'normality.verdict.same': 'always the same',
  'normality.several': '{count} of {all} {all:distribution|distributions} {count:is|are} normal or close to it{names}',
  'normality.skews': '{count} of {all} {all:distribution|distributions} {count:is|are} skewed{names}',
  'normality.distinct':
    '{what} takes only {count} different values; a normal distribution is at best an approximation of that',
  'normality.final': '{verdict}: skewness {skew}, {p}',
  'normality.title': 'normal distribution of {what}',
  'read.normality': 'a check of {what} for a normal distribution',
} as const

export type VerdictKey = keyof typeof en

const de: Record<VerdictKey, string> = {
  'box.column': 'Spalte',
  'chart.outside':
    'Das Diagramm zeichnet {drawn} der {count} Punkte jenseits der Antennen, gleichmäßig vom nächsten bis zum fernsten',
  'trend.partial.last':
    '{when} ist nicht vollständig (Daten nur bis {last}) und bleibt deshalb aus dem Vergleich heraus',
  'trend.partial.first':
    '{when} ist nicht vollständig (Daten erst ab {first}) und bleibt deshalb aus dem Vergleich heraus',
  'trend.partial.begin': '{when} hat erst Daten ab {first} und ist vielleicht unvollständig',
  'trend.so.far': '{when} bisher: {value}',
  'file.apostrophe':
    'In der CSV-Datei steht vor {count} {count:Text, den|Texten, die} eine Tabellenkalkulation für Formeln hielte, ein Apostroph',
  'only.incomplete': 'ein Wert fehlt',
  'only.complete': 'kein Wert fehlt',
  'remove.still': 'die Zeilen mit {rows} bleiben weiter weg, wie vorhin verlangt; „für alle Daten“ holt sie zurück',
  'only.emptyRow': 'eine Zeile ohne jeden Wert',
  'only.outlier': 'Ausreißer in {column}',
  'remove.name': '{file} übrig',
  'rank.title.name': '{groups} nach {what}',
  'outliers.rows': 'Zeilen mit Ausreißern in {column}',
  'remove.done': '{removed} von {all} {all:Zeile|Zeilen} entfernt, {left} übrig. Entfernt: {rows}',
  'remove.none': 'Keine Zeile passt, also wurde nichts entfernt: {rows}',
  'remove.before': 'Vorher: {all} {all:Zeile|Zeilen}',
  'remove.after': 'Nachher: {left} {left:Zeile|Zeilen}',
  'remove.sum': '{what} insgesamt: {before} vorher, {after} nachher',
  'remove.kept':
    'Die Datei {file} selbst ist unverändert; die übrigen Zeilen stehen in der Variablen {frame} und lassen sich auf Wunsch als Datei speichern',
  'remove.final': '{left} von {all} Zeilen übrig',
  'read.remove': 'die übrigen Zeilen',
  'normality.no': 'Nein, {what} ist nicht normalverteilt: {shape}',
  'normality.nearly':
    'Fast: {what} kommt einer Normalverteilung nahe ({shape}), doch bei {count} Werten kann der Test sie davon unterscheiden',
  'normality.yes':
    'Ja, soweit {count} Werte das zeigen: Nichts spricht dagegen, dass {what} normalverteilt ist ({shape})',
  'normality.few':
    '{count} {count:Wert|Werte} von {what} {count:ist|sind} zu wenig, um zu sagen, ob es normalverteilt ist',
  'normality.same': '{what} ist in jeder Zeile gleich und hat keine Verteilung, die sich beurteilen ließe',
  'normality.skewed': 'Ja, {what} ist schief {side}: {shape}',
  'normality.even': 'Nein, {what} ist nicht merklich schief: {shape}',
  'normality.right': 'nach rechts (langer Ausläufer hoher Werte)',
  'normality.left': 'nach links (langer Ausläufer niedriger Werte)',
  'normality.shape.right': 'rechtsschief, mit einem langen Ausläufer hoher Werte',
  'normality.shape.left': 'linksschief, mit einem langen Ausläufer niedriger Werte',
  'normality.shape.heavy': 'etwa symmetrisch, aber mit mehr extremen Werten als eine Normalverteilung',
  'normality.shape.light': 'etwa symmetrisch, aber flacher als eine Normalverteilung, mit weniger extremen Werten',
  'normality.shape.even': 'etwa symmetrisch, ohne auffällige Ausläufer',
  'normality.mean': 'Mittelwert {mean}, Median {middle}',
  'normality.figures':
    'Schiefe {skew} (0, wenn symmetrisch), Exzess {kurtosis} (0 bei einer Normalverteilung), aus {count} {count:Wert|Werten}',
  'normality.test': '{name}-Test: Prüfgröße {statistic}, {p}; unter 0,05 spricht gegen eine Normalverteilung',
  'normality.line': '{name}: {verdict} (Schiefe {skew}, Exzess {kurtosis}, {test} {p}, {count} {count:Wert|Werte})',
  'normality.verdict.yes': 'nichts spricht gegen normal',
  'normality.verdict.nearly': 'nahezu normal',
  'normality.verdict.no': 'nicht normal',
  'normality.verdict.few': 'zu wenige Werte',
  'normality.verdict.same': 'immer gleich',
  'normality.several': '{count} von {all} {all:Verteilung|Verteilungen} normal oder nahe daran{names}',
  'normality.skews': '{count} von {all} {all:Verteilung|Verteilungen} schief{names}',
  'normality.distinct':
    '{what} nimmt nur {count} verschiedene Werte an; eine Normalverteilung ist dafür höchstens eine Näherung',
  'normality.final': '{verdict}: Schiefe {skew}, {p}',
  'normality.title': 'Normalverteilung von {what}',
  'read.normality': 'Prüfung von {what} auf Normalverteilung',
}

const fr: Record<VerdictKey, string> = {
  'box.column': 'colonne',
  'chart.outside':
    'Le graphique montre {drawn} des {count} points au-delà des moustaches, également répartis du plus proche au plus lointain',
  'trend.partial.last':
    '{when} n’est pas complet (données jusqu’au {last} seulement) et reste donc hors de la comparaison',
  'trend.partial.first':
    '{when} n’est pas complet (données à partir du {first} seulement) et reste donc hors de la comparaison',
  'trend.partial.begin': '{when} n’a de données qu’à partir du {first} et n’est peut-être pas complet',
  'trend.so.far': '{when} jusqu’ici : {value}',
  'file.apostrophe':
    'Dans le CSV, {count} {count:texte qu’un tableur prendrait pour une formule est précédé|textes qu’un tableur prendrait pour des formules sont précédés} d’une apostrophe',
  'only.incomplete': 'une valeur manque',
  'only.complete': 'aucune valeur ne manque',
  'remove.still':
    'les lignes avec {rows} restent écartées, comme demandé avant ; « pour toutes les données » les ramène',
  'only.emptyRow': 'une ligne sans aucune valeur',
  'only.outlier': 'valeur aberrante de {column}',
  'remove.name': '{file} restantes',
  'rank.title.name': '{groups} par {what}',
  'outliers.rows': 'lignes aberrantes de {column}',
  'remove.done': '{removed} {removed:ligne retirée|lignes retirées} sur {all}, il en reste {left}. Retirées : {rows}',
  'remove.none': 'Aucune ligne ne correspond, rien n’a donc été retiré : {rows}',
  'remove.before': 'Avant : {all} {all:ligne|lignes}',
  'remove.after': 'Après : {left} {left:ligne|lignes}',
  'remove.sum': '{what} au total : {before} avant, {after} après',
  'remove.kept':
    'Le fichier {file} lui-même reste tel quel ; les lignes restantes sont dans la variable {frame} et peuvent être enregistrées sur demande',
  'remove.final': 'il reste {left} lignes sur {all}',
  'read.remove': 'les lignes restantes',
  'normality.no': 'Non, {what} ne suit pas une loi normale : {shape}',
  'normality.nearly':
    'Presque : {what} est proche d’une loi normale ({shape}), mais avec {count} valeurs le test les distingue',
  'normality.yes':
    'Oui, pour autant que {count} valeurs le montrent : rien ne s’oppose à ce que {what} suive une loi normale ({shape})',
  'normality.few': '{count} {count:valeur|valeurs} de {what}, trop peu pour dire si la loi est normale',
  'normality.same': '{what} est identique à chaque ligne et n’a pas de répartition à juger',
  'normality.skewed': 'Oui, {what} est asymétrique {side} : {shape}',
  'normality.even': 'Non, {what} n’est pas nettement asymétrique : {shape}',
  'normality.right': 'vers la droite (longue traîne de valeurs élevées)',
  'normality.left': 'vers la gauche (longue traîne de valeurs basses)',
  'normality.shape.right': 'étalée vers la droite, avec une longue traîne de valeurs élevées',
  'normality.shape.left': 'étalée vers la gauche, avec une longue traîne de valeurs basses',
  'normality.shape.heavy': 'à peu près symétrique, mais avec plus de valeurs extrêmes qu’une loi normale',
  'normality.shape.light': 'à peu près symétrique, mais plus plate qu’une loi normale, avec moins de valeurs extrêmes',
  'normality.shape.even': 'à peu près symétrique, sans traîne inhabituelle',
  'normality.mean': 'moyenne {mean}, médiane {middle}',
  'normality.figures':
    'Asymétrie {skew} (0 si symétrique), aplatissement excédentaire {kurtosis} (0 pour une loi normale), sur {count} {count:valeur|valeurs}',
  'normality.test': 'Test de {name} : statistique {statistic}, {p} ; en dessous de 0,05 cela contredit une loi normale',
  'normality.line':
    '{name} : {verdict} (asymétrie {skew}, aplatissement excédentaire {kurtosis}, {test} {p}, {count} {count:valeur|valeurs})',
  'normality.verdict.yes': 'rien contre la loi normale',
  'normality.verdict.nearly': 'proche de la loi normale',
  'normality.verdict.no': 'pas normale',
  'normality.verdict.few': 'trop peu de valeurs',
  'normality.verdict.same': 'toujours identique',
  'normality.several':
    '{count} {count:répartition normale ou presque|répartitions normales ou presque} sur {all}{names}',
  'normality.skews': '{count} {count:répartition asymétrique|répartitions asymétriques} sur {all}{names}',
  'normality.distinct':
    '{what} ne prend que {count} valeurs différentes ; une loi normale n’en est au mieux qu’une approximation',
  'normality.final': '{verdict} : asymétrie {skew}, {p}',
  'normality.title': 'loi normale de {what}',
  'read.normality': 'vérification de la normalité de {what}',
}

const es: Record<VerdictKey, string> = {
  'box.column': 'columna',
  'chart.outside':
    'El gráfico dibuja {drawn} de los {count} puntos más allá de los bigotes, repartidos del más cercano al más lejano',
  'trend.partial.last': '{when} no está completo (datos solo hasta {last}), así que queda fuera de la comparación',
  'trend.partial.first': '{when} no está completo (datos solo desde {first}), así que queda fuera de la comparación',
  'trend.partial.begin': '{when} solo tiene datos desde {first}, así que quizá no esté completo',
  'trend.so.far': '{when} hasta ahora: {value}',
  'file.apostrophe':
    'En el CSV, {count} {count:texto que una hoja de cálculo tomaría por fórmula lleva|textos que una hoja de cálculo tomaría por fórmulas llevan} un apóstrofo delante',
  'only.incomplete': 'falta un valor',
  'only.complete': 'no falta ningún valor',
  'remove.still': 'las filas con {rows} siguen fuera, como se pidió antes; «para todos los datos» las devuelve',
  'only.emptyRow': 'una fila sin ningún valor',
  'only.outlier': 'valor atípico de {column}',
  'remove.name': '{file} restantes',
  'rank.title.name': '{groups} por {what}',
  'outliers.rows': 'filas atípicas en {column}',
  'remove.done': '{removed} de {all} {all:fila quitada|filas quitadas}, quedan {left}. Quitadas: {rows}',
  'remove.none': 'Ninguna fila encaja, así que no se quitó nada: {rows}',
  'remove.before': 'Antes: {all} {all:fila|filas}',
  'remove.after': 'Después: {left} {left:fila|filas}',
  'remove.sum': '{what} en total: {before} antes, {after} después',
  'remove.kept':
    'El archivo {file} no se ha tocado; las filas que quedan están en la variable {frame} y se pueden guardar si se pide',
  'remove.final': 'quedan {left} de {all} filas',
  'read.remove': 'las filas que quedan',
  'normality.no': 'No, {what} no sigue una distribución normal: {shape}',
  'normality.nearly':
    'Casi: {what} se acerca a una distribución normal ({shape}), aunque con {count} valores la prueba las distingue',
  'normality.yes':
    'Sí, hasta donde muestran {count} valores: nada indica que {what} no siga una distribución normal ({shape})',
  'normality.few': '{count} {count:valor|valores} de {what}: muy pocos para decir si la distribución es normal',
  'normality.same': '{what} es igual en todas las filas y no tiene distribución que juzgar',
  'normality.skewed': 'Sí, {what} es asimétrica {side}: {shape}',
  'normality.even': 'No, {what} no es claramente asimétrica: {shape}',
  'normality.right': 'hacia la derecha (larga cola de valores altos)',
  'normality.left': 'hacia la izquierda (larga cola de valores bajos)',
  'normality.shape.right': 'sesgada a la derecha, con una larga cola de valores altos',
  'normality.shape.left': 'sesgada a la izquierda, con una larga cola de valores bajos',
  'normality.shape.heavy': 'más o menos simétrica, pero con más valores extremos que una normal',
  'normality.shape.light': 'más o menos simétrica, pero más plana que una normal, con menos valores extremos',
  'normality.shape.even': 'más o menos simétrica, sin colas llamativas',
  'normality.mean': 'media {mean}, mediana {middle}',
  'normality.figures':
    'Asimetría {skew} (0 si es simétrica), exceso de curtosis {kurtosis} (0 en una normal), de {count} {count:valor|valores}',
  'normality.test': 'Prueba de {name}: estadístico {statistic}, {p}; por debajo de 0,05 habla en contra de una normal',
  'normality.line':
    '{name}: {verdict} (asimetría {skew}, exceso de curtosis {kurtosis}, {test} {p}, {count} {count:valor|valores})',
  'normality.verdict.yes': 'nada en contra de normal',
  'normality.verdict.nearly': 'casi normal',
  'normality.verdict.no': 'no normal',
  'normality.verdict.few': 'muy pocos valores',
  'normality.verdict.same': 'siempre igual',
  'normality.several': '{count} de {all} {all:distribución|distribuciones} normales o casi{names}',
  'normality.skews': '{count} de {all} {all:distribución|distribuciones} asimétricas{names}',
  'normality.distinct': '{what} toma solo {count} valores distintos; una normal es como mucho una aproximación',
  'normality.final': '{verdict}: asimetría {skew}, {p}',
  'normality.title': 'distribución normal de {what}',
  'read.normality': 'comprobación de la normalidad de {what}',
}

export const VERDICTS = { en, de, fr, es }
