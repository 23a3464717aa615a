import type { Theme } from '@glideapps/glide-data-grid'
import { chartTokens } from '../charts/figure-theme.ts'

/** The grid draws on a canvas and cannot read CSS: the tokens of the theme are handed to it. */
export function gridTheme(): Partial<Theme> {
  const { text, muted, grid, surface, font, accent, accentSoft } = chartTokens()
  return {
    accentColor: accent,
    accentLight: accentSoft,
    textDark: text,
    textMedium: muted,
    textLight: muted,
    textHeader: text,
    textHeaderSelected: surface,
    bgCell: surface,
    bgCellMedium: surface,
    bgHeader: surface,
    bgHeaderHovered: accentSoft,
    bgHeaderHasFocus: accentSoft,
    borderColor: grid,
    horizontalBorderColor: grid,
    fontFamily: font,
    baseFontStyle: '13px',
    headerFontStyle: '600 13px',
    editorFontSize: '13px',
    cellHorizontalPadding: 10,
    lineHeight: 1.4,
  }
}
