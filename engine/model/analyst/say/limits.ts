/** What the analyst cannot do, and what it did not use of a question, in each language. */

const en = {
  'cannot.forecast': 'I cannot forecast: I compute only what the data holds, and the future is not in it.',
  'cannot.test': 'I cannot test whether a difference is significant; I can only show how large it is.',
  'cannot.model': 'I cannot train or fit models.',
  'cannot.delete': 'I delete nothing: the file stays as it is. I can show or save the rows that would be left.',
  'cannot.why':
    'Why something is so does not stand in the data, and I do not guess. I can part a number by what is known of its rows.',
  'cannot.weight': 'I do not weight averages: each row counts the same.',
  'cannot.rename': 'I cannot rename a column of the file.',
  'cannot.dashboard': 'I cannot build a dashboard; I answer one question at a time, with a chart and a table.',
  'cannot.world': 'I cannot look anything up or send anything: I know only the files of this session.',
  'cannot.long':
    'This question is too long for me: ask it in at most {most} characters, and put what is to be read into a file.',
  'cannot.variables': 'The Python variables of this session stand in the Variables tab.',
  'cannot.code': 'The Python of each answer stands in its steps, above the answer.',
  'thanks.next': 'You are welcome; next you could ask, for instance: “{question}”.',
  'thanks.drop': 'You are welcome; drop in a file whenever you want to go on.',
  'cannot.nearest': 'The nearest I can do:',
  'unused.words': 'Not used from the question, because nothing in {file} explains it: {words}.',
  'unused.column': '{file} has nothing called {words}, and I put nothing else in its place.',
  'unused.which': 'It is not clear which number is meant.',
  'unused.several': '“{value}” stands in several columns ({columns}): say with the value which of them is meant.',
  'having.some': '{count} of {all} {groups} {count:has|have} {limit}',
  'having.none': 'None of the {groups} has {limit}',
  'having.count': '{count} {groups}',
  'read.having': '{groups} with {limit}',
  'rows.first': 'The first {count} of {all} rows',
  'rows.last': 'The last {count} of {all} rows',
  'assume.computed': 'computed for each row as {formula}',
  'assume.margin': 'the profit margin is the profit in per cent of {whole}, of sums and not the mean of the rows',
  'read.each': '{what} for each {each}',
  'rank.each': '{what}, the first of each {each}: {line}',
  'rank.tie': '{names} tie at {value}',
  'rank.place.most': '{name} is number {place} by {what}: {value}',
  'rank.place.least': '{name} is number {place} from the bottom by {what}: {value}',
  'load.zones': '{column} mixes times with and without a zone, or of several zones; all of them are taken as UTC',
  'assume.shareOf': 'the figure is the share of rows with {rows}',
} as const

export type LimitKey = keyof typeof en
type Sentences = Record<LimitKey, string>

const de: Sentences = {
  'cannot.forecast':
    'Vorhersagen kann ich nicht: Ich berechne nur, was in den Daten steht, und die Zukunft steht nicht darin.',
  'cannot.test': 'Ob ein Unterschied signifikant ist, kann ich nicht prüfen; ich kann nur zeigen, wie groß er ist.',
  'cannot.model': 'Modelle kann ich nicht anpassen oder trainieren.',
  'cannot.delete':
    'Ich lösche nichts: Die Datei bleibt, wie sie ist. Ich kann die übrigen Zeilen zeigen oder speichern.',
  'cannot.why':
    'Warum etwas so ist, steht nicht in den Daten, und ich rate nicht. Ich kann eine Zahl danach aufteilen, was über ihre Zeilen bekannt ist.',
  'cannot.weight': 'Gewichtete Durchschnitte rechne ich nicht: Bei mir zählt jede Zeile gleich.',
  'cannot.rename': 'Eine Spalte der Datei kann ich nicht umbenennen.',
  'cannot.dashboard':
    'Ein Dashboard kann ich nicht bauen; ich beantworte eine Frage nach der anderen, mit Diagramm und Tabelle.',
  'cannot.world': 'Ich kann nichts nachschlagen und nichts verschicken: Ich kenne nur die Dateien dieser Sitzung.',
  'cannot.long':
    'Diese Frage ist mir zu lang: Bitte stell sie in höchstens {most} Zeichen und leg, was gelesen werden soll, in eine Datei.',
  'cannot.variables': 'Die Python-Variablen dieser Sitzung stehen im Reiter Variablen.',
  'cannot.code': 'Das Python jeder Antwort steht in ihren Schritten, über der Antwort.',
  'thanks.next': 'Gern geschehen; als Nächstes ginge zum Beispiel: „{question}“.',
  'thanks.drop': 'Gern geschehen; zum Weitermachen genügt es, eine Datei abzulegen.',
  'cannot.nearest': 'Das Nächste, was ich kann:',
  'unused.words': 'Aus der Frage nicht verwendet, weil nichts in {file} es erklärt: {words}.',
  'unused.column': 'In {file} heißt nichts {words}, und ich nehme nichts anderes dafür.',
  'unused.which': 'Es ist nicht klar, welche Zahl gemeint ist.',
  'unused.several': '„{value}“ steht in mehreren Spalten ({columns}): Nennen Sie beim Wert die gemeinte.',
  'having.some': '{count} von {all} {groups} mit {limit}',
  'having.none': 'Keine der Gruppen ({groups}) hat {limit}',
  'having.count': '{count} {groups}',
  'read.having': '{groups} mit {limit}',
  'rows.first': 'Die ersten {count} von {all} Zeilen',
  'rows.last': 'Die letzten {count} von {all} Zeilen',
  'assume.computed': 'für jede Zeile berechnet als {formula}',
  'assume.margin': 'die Marge ist der Gewinn in Prozent von {whole}, der Summen und nicht im Mittel der Zeilen',
  'read.each': '{what} je {each}',
  'rank.each': '{what}, jeweils an der Spitze je {each}: {line}',
  'rank.tie': '{names} liegen gleichauf bei {value}',
  'rank.place.most': '{name} ist Nummer {place} nach {what}: {value}',
  'rank.place.least': '{name} ist von unten Nummer {place} nach {what}: {value}',
  'load.zones': '{column} mischt Zeiten mit und ohne Zone oder aus mehreren Zonen; alle gelten als UTC',
  'assume.shareOf': 'die Zahl ist der Anteil der Zeilen mit {rows}',
}

const fr: Sentences = {
  'cannot.forecast':
    'Je ne sais pas prévoir : je calcule seulement ce que contiennent les données, et l’avenir n’y est pas.',
  'cannot.test': 'Je ne sais pas tester si une différence est significative ; je peux seulement montrer sa taille.',
  'cannot.model': 'Je ne sais pas entraîner ni ajuster de modèles.',
  'cannot.delete':
    'Je ne supprime rien : le fichier reste tel quel. Je peux montrer ou enregistrer les lignes qui resteraient.',
  'cannot.why':
    'Le pourquoi ne figure pas dans les données, et je ne devine pas. Je peux répartir un chiffre selon ce que l’on sait de ses lignes.',
  'cannot.weight': 'Je ne calcule pas de moyennes pondérées : chaque ligne compte autant.',
  'cannot.rename': 'Je ne peux pas renommer une colonne du fichier.',
  'cannot.dashboard':
    'Je ne sais pas faire de tableau de bord ; je réponds à une question à la fois, avec un graphique et un tableau.',
  'cannot.world':
    'Je ne peux rien chercher ailleurs ni rien envoyer : je ne connais que les fichiers de cette session.',
  'cannot.long':
    'Cette question est trop longue pour moi : posez-la en {most} caractères au plus, et mettez dans un fichier ce qui est à lire.',
  'cannot.variables': 'Les variables Python de cette session sont dans l’onglet Variables.',
  'cannot.code': 'Le Python de chaque réponse se trouve dans ses étapes, au-dessus de la réponse.',
  'thanks.next': 'Je vous en prie ; ensuite vous pourriez demander, par exemple : « {question} ».',
  'thanks.drop': 'Je vous en prie ; déposez un fichier quand vous voulez continuer.',
  'cannot.nearest': 'Le plus proche que je sache faire :',
  'unused.words': 'Non utilisé de la question, car rien dans {file} ne l’explique : {words}.',
  'unused.column': 'Rien dans {file} ne s’appelle {words}, et je ne mets rien d’autre à la place.',
  'unused.which': 'On ne voit pas quel nombre est demandé.',
  'unused.several': '« {value} » figure dans plusieurs colonnes ({columns}) : précisez laquelle avec la valeur.',
  'having.some': '{count} sur {all} {groups} avec {limit}',
  'having.none': 'Aucun groupe ({groups}) avec {limit}',
  'having.count': '{count} {groups}',
  'read.having': '{groups} avec {limit}',
  'rows.first': 'Les {count} premières lignes sur {all}',
  'rows.last': 'Les {count} dernières lignes sur {all}',
  'assume.computed': 'calculé pour chaque ligne : {formula}',
  'assume.margin': 'la marge est le profit en pour cent de {whole}, des sommes et non la moyenne des lignes',
  'read.each': '{what} pour chaque {each}',
  'rank.each': '{what}, premier pour chaque {each} : {line}',
  'rank.tie': '{names} sont à égalité avec {value}',
  'rank.place.most': '{name} est numéro {place} par {what} : {value}',
  'rank.place.least': '{name} est numéro {place} en partant du bas par {what} : {value}',
  'load.zones': '{column} mêle des heures avec et sans fuseau, ou de plusieurs fuseaux ; toutes sont prises comme UTC',
  'assume.shareOf': 'le chiffre est la part des lignes avec {rows}',
}

const es: Sentences = {
  'cannot.forecast': 'No puedo pronosticar: calculo solo lo que contienen los datos, y el futuro no está en ellos.',
  'cannot.test': 'No puedo comprobar si una diferencia es significativa; solo puedo mostrar su tamaño.',
  'cannot.model': 'No puedo entrenar ni ajustar modelos.',
  'cannot.delete': 'No borro nada: el archivo queda como está. Puedo mostrar o guardar las filas que quedarían.',
  'cannot.why':
    'El porqué no está en los datos, y no adivino. Puedo repartir una cifra según lo que se sabe de sus filas.',
  'cannot.weight': 'No calculo promedios ponderados: cada fila cuenta igual.',
  'cannot.rename': 'No puedo cambiar el nombre de una columna del archivo.',
  'cannot.dashboard': 'No puedo hacer un panel; respondo una pregunta cada vez, con un gráfico y una tabla.',
  'cannot.world': 'No puedo buscar ni enviar nada: solo conozco los archivos de esta sesión.',
  'cannot.long':
    'Esta pregunta es demasiado larga para mí: hágala en {most} caracteres como máximo y ponga en un archivo lo que haya que leer.',
  'cannot.variables': 'Las variables de Python de esta sesión están en la pestaña Variables.',
  'cannot.code': 'El Python de cada respuesta está en sus pasos, encima de la respuesta.',
  'thanks.next': 'De nada; después podría preguntar, por ejemplo: «{question}».',
  'thanks.drop': 'De nada; suba un archivo cuando quiera seguir.',
  'cannot.nearest': 'Lo más parecido que puedo hacer:',
  'unused.words': 'No usado de la pregunta, porque nada en {file} lo explica: {words}.',
  'unused.column': 'Nada en {file} se llama {words}, y no pongo otra cosa en su lugar.',
  'unused.which': 'No está claro qué número se pide.',
  'unused.several': '«{value}» está en varias columnas ({columns}): diga con el valor cuál de ellas.',
  'having.some': '{count} de {all} {groups} con {limit}',
  'having.none': 'Ningún grupo ({groups}) con {limit}',
  'having.count': '{count} {groups}',
  'read.having': '{groups} con {limit}',
  'rows.first': 'Las primeras {count} de {all} filas',
  'rows.last': 'Las últimas {count} de {all} filas',
  'assume.computed': 'calculado en cada fila como {formula}',
  'assume.margin': 'el margen es el beneficio en por ciento de {whole}, de las sumas y no la media de las filas',
  'read.each': '{what} por cada {each}',
  'rank.each': '{what}, primero de cada {each}: {line}',
  'rank.tie': '{names} empatan con {value}',
  'rank.place.most': '{name} es el número {place} por {what}: {value}',
  'rank.place.least': '{name} es el número {place} desde abajo por {what}: {value}',
  'load.zones': '{column} mezcla horas con y sin zona, o de varias zonas; todas se toman como UTC',
  'assume.shareOf': 'la cifra es la parte de las filas con {rows}',
}

export const LIMITS = { en, de, fr, es }
