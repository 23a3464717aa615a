/** Sentences about files themselves, in each language: sheets, lines left out, and what holds no table and no text. */
const en = {
  'sheets.count': '{file} has {count} {count:sheet|sheets}: {names}',
  'sheets.line': '{name}: {rows} {rows:row|rows} and {columns} {columns:column|columns} ({names})',
  'sheets.other': 'Further sheet {name}: {rows} {rows:row|rows}',
  'sheets.title': 'Sheets of {file}',
  'read.sheets': 'the sheets',
  'load.rejected.lines':
    '{count} {count:line|lines} of {file} {count:does not fit and was|do not fit and were} left out: {lines}',
  'file.columns': 'The first {shown} of {count} columns.',
  'file.whole': 'Save as CSV or Excel to have all of it.',
  'file.whole.too': 'The file {file} has all of it.',
  'documents.size': '{count} documents with {words} words together',
  'documents.hits':
    'Sentences that hold words of the question: {count}; the closest, in {file}, page {page}: “{quote}”',
  'documents.best': '“{quote}” ({file}, page {page})',
  'documents.nothing': 'No sentence of {files} holds any of these words: {terms}',
  'document.none': '{file} holds no text that can be searched or counted',
  'offer.unread': '{file} holds no table and no text that I could compute with or search.',
  'offer.image': 'I compute with tables and search in texts; I cannot see what is in a picture.',
  'offer.upload':
    'Upload a table (CSV, Excel, Parquet, JSON) or a document (PDF, Word, PowerPoint, text), and ask about that.',
}

export type FileKey = keyof typeof en

export const FILES: Record<'en' | 'de' | 'fr' | 'es', Record<FileKey, string>> = {
  en,
  de: {
    'sheets.count': '{file} hat {count} {count:Blatt|Blätter}: {names}',
    'sheets.line': '{name}: {rows} {rows:Zeile|Zeilen} und {columns} {columns:Spalte|Spalten} ({names})',
    'sheets.other': 'Weiteres Blatt {name}: {rows} {rows:Zeile|Zeilen}',
    'sheets.title': 'Blätter von {file}',
    'read.sheets': 'die Blätter',
    'load.rejected.lines':
      '{count} {count:Zeile|Zeilen} von {file} {count:passt nicht und wurde|passen nicht und wurden} ausgelassen: {lines}',
    'file.columns': 'Die ersten {shown} von {count} Spalten.',
    'file.whole': 'Als CSV oder Excel gespeichert ist alles enthalten.',
    'file.whole.too': 'Die Datei {file} enthält alles.',
    'documents.size': '{count} Dokumente mit zusammen {words} Wörtern',
    'documents.hits': 'Sätze mit Wörtern der Frage: {count}; der nächste, in {file}, Seite {page}: „{quote}“',
    'documents.best': '„{quote}“ ({file}, Seite {page})',
    'documents.nothing': 'Kein Satz von {files} enthält eines dieser Wörter: {terms}',
    'document.none': '{file} enthält keinen Text, der sich durchsuchen oder zählen ließe',
    'offer.unread': '{file} enthält keine Tabelle und keinen Text, womit ich rechnen oder worin ich suchen könnte.',
    'offer.image': 'Ich rechne mit Tabellen und suche in Texten; was auf einem Bild ist, kann ich nicht sehen.',
    'offer.upload':
      'Lade eine Tabelle (CSV, Excel, Parquet, JSON) oder ein Dokument (PDF, Word, PowerPoint, Text) hoch und frage danach.',
  },
  fr: {
    'sheets.count': '{file} a {count} {count:feuille|feuilles} : {names}',
    'sheets.line': '{name} : {rows} {rows:ligne|lignes} et {columns} {columns:colonne|colonnes} ({names})',
    'sheets.other': 'Autre feuille {name} : {rows} {rows:ligne|lignes}',
    'sheets.title': 'Feuilles de {file}',
    'read.sheets': 'les feuilles',
    'load.rejected.lines':
      '{count} {count:ligne|lignes} de {file} {count:ne convient pas et a été laissée|ne conviennent pas et ont été laissées} de côté : {lines}',
    'file.columns': 'Les {shown} premières colonnes sur {count}.',
    'file.whole': 'Enregistrez en CSV ou en Excel pour tout avoir.',
    'file.whole.too': 'Le fichier {file} contient tout.',
    'documents.size': '{count} documents de {words} mots ensemble',
    'documents.hits':
      'Phrases contenant des mots de la question : {count} ; la plus proche, dans {file}, page {page} : « {quote} »',
    'documents.best': '« {quote} » ({file}, page {page})',
    'documents.nothing': 'Aucune phrase de {files} ne contient un de ces mots : {terms}',
    'document.none': '{file} ne contient aucun texte où chercher ou compter',
    'offer.unread':
      '{file} ne contient ni tableau ni texte avec lequel je pourrais calculer ou dans lequel je pourrais chercher.',
    'offer.image':
      'Je calcule avec des tableaux et je cherche dans des textes ; je ne vois pas ce qui est sur une image.',
    'offer.upload':
      'Ajoutez un tableau (CSV, Excel, Parquet, JSON) ou un document (PDF, Word, PowerPoint, texte) et posez votre question.',
  },
  es: {
    'sheets.count': '{file} tiene {count} {count:hoja|hojas}: {names}',
    'sheets.line': '{name}: {rows} {rows:fila|filas} y {columns} {columns:columna|columnas} ({names})',
    'sheets.other': 'Otra hoja {name}: {rows} {rows:fila|filas}',
    'sheets.title': 'Hojas de {file}',
    'read.sheets': 'las hojas',
    'load.rejected.lines':
      '{count} {count:línea|líneas} de {file} {count:no encaja y se omitió|no encajan y se omitieron}: {lines}',
    'file.columns': 'Las primeras {shown} de {count} columnas.',
    'file.whole': 'Guarde como CSV o Excel para tenerlo todo.',
    'file.whole.too': 'El archivo {file} lo contiene todo.',
    'documents.size': '{count} documentos con {words} palabras en total',
    'documents.hits':
      'Frases con palabras de la pregunta: {count}; la más cercana, en {file}, página {page}: «{quote}»',
    'documents.best': '«{quote}» ({file}, página {page})',
    'documents.nothing': 'Ninguna frase de {files} contiene alguna de estas palabras: {terms}',
    'document.none': '{file} no contiene ningún texto donde buscar o contar',
    'offer.unread': '{file} no contiene ninguna tabla ni ningún texto con que calcular o donde buscar.',
    'offer.image': 'Calculo con tablas y busco en textos; no puedo ver lo que hay en una imagen.',
    'offer.upload':
      'Suba una tabla (CSV, Excel, Parquet, JSON) o un documento (PDF, Word, PowerPoint, texto) y pregunte por él.',
  },
}
