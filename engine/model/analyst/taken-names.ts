/** Names that no table of a person may have in the code we write. */

/** Our own code gives them to something within its function: a table of that name in the session could not be read there. */
const OURS = `
  about again answer axes before bold book box buffer cell cells change changes column columns correlation count cut dated dates
  days decimal document drawing drawn duplicates ends fact first fonts found fourth frequent full gaps grid growth head headings
  headline held high hits holders html io iqr key largest last leader left line lines listed lost low lower matplotlib measure
  median middle missing most name names near new note nothing numbers old one opened outliers outside overview page pages pair
  pairs part parts path period picture place plural point points quartiles ranked re reach repeated row rows second selected
  sentence shades shape share sheet sheets shown significance size section slide slides source span spearman spelling spellings spread
  starts stats step stop strength strongest style table term terms text texts tied together top total typed unified unreadable
  unmatched upper usual value values when whole wide width word words writer year
  box_values duplicate_rows final_result frequent_words missing_values most_frequent outlier_rows p_value row_count written_value
`

const PYTHONS =
  'pd np plt px go data display result figure title facts notes number list print input file import class from'

const TAKEN = new Set([...OURS.trim().split(/\s+/), ...PYTHONS.split(' ')])

/** The name for a table's variable: itself, or with an ending where it is taken. */
export const frameNamed = (name: string): string => (TAKEN.has(name) ? `${name}_table` : name)
