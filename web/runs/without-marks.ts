/** Markdown as plain words, for the moment before the part that draws it is there. */
export const withoutMarks = (markdown: string): string =>
  markdown
    .replace(/^\s*\|?[\s:|-]*-{3,}[\s:|-]*$\n?/gm, '')
    .replace(/^\s*\|(.*?)\|?\s*$/gm, (_, cells: string) =>
      cells
        .split('|')
        .map(cell => cell.trim())
        .join('   '),
    )
    .replace(/^```.*$\n?/gm, '')
    .replace(/^ {0,3}(?:#{1,6}|>)\s+/gm, '')
    .replace(/^(\s*)[-*+]\s+/gm, '$1• ')
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/(?<!\\)(?:\*{1,3}|__|~~|`+)/g, '')
    .replace(/\\([\\[\]<>`*_#|~.!-])/g, '$1')
