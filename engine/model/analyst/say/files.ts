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
    'offer.unread': '{file} no contiene ninguna tabla ni ningún texto con que calcular o donde buscar.',
    'offer.image': 'Calculo con tablas y busco en textos; no puedo ver lo que hay en una imagen.',
    'offer.upload':
      'Suba una tabla (CSV, Excel, Parquet, JSON) o un documento (PDF, Word, PowerPoint, texto) y pregunte por él.',
  },
}
