/** Plain text forms of the table: CSV, JSON, Markdown, HTML. */
import { py, text } from '../python.ts'
import type { Written } from '../written.ts'

const index = (written: Written): string => (written.matrix ? 'True' : 'False')

/** UTF-8 with a mark at the start, so that Excel shows every letter right. */
export const saveCsv = (written: Written, name: string): string => py`
  # Save as CSV, then read it back to be sure
  path = f"{OUTPUT_DIR}/${name}.csv"
  ${written.result}.to_csv(path, index=${index(written)}, encoding="utf-8-sig")
  again = pd.read_csv(path)
  assert len(again) == len(${written.result}), "the saved CSV is not complete"
  print(f"File: ${name}.csv, {len(again):,} rows and {again.shape[1]} columns, opened again and complete")
`

export const saveJson = (written: Written, name: string): string => py`
  # Save as JSON, one object a row
  path = f"{OUTPUT_DIR}/${name}.json"
  ${written.result}${written.matrix ? '.reset_index()' : ''}.to_json(path, orient="records", force_ascii=False, indent=2, date_format="iso")
  print(f"File: ${name}.json, {len(pd.read_json(path)):,} records, opened again")
`

export const saveMarkdown = (written: Written, name: string): string => py`
  # Save as Markdown
  path = f"{OUTPUT_DIR}/${name}.md"
  with open(path, "w", encoding="utf-8") as file:
      file.write("# " + title + "\n\n" + headline + "\n\n" + "\n".join("- " + fact for fact in facts) + "\n\n" + ${written.result}.head(200).to_markdown(index=${index(written)}) + "\n")
  print("File: ${name}.md, with the answer and the table")
`

export const saveHtml = (written: Written, name: string): string => py`
  # Save as a page of its own
  import html

  path = f"{OUTPUT_DIR}/${name}.html"
  with open(path, "w", encoding="utf-8") as file:
      file.write("<!doctype html><meta charset='utf-8'><title>" + html.escape(title) + "</title><h1>" + html.escape(title) + "</h1><p>" + html.escape(headline) + "</p>" + ${written.result}.head(1000).to_html(index=${index(written)}))
  print("File: ${name}.html, with the answer and the table")
`

/** A picture for slides and papers. */
export const savePng = (drawing: string, name: string): string => py`
  # The chart as a picture
  import matplotlib.pyplot as plt

  ${drawing}
  path = f"{OUTPUT_DIR}/${name}.png"
  picture.savefig(path, dpi=150)
  plt.close(picture)
  from PIL import Image

  with Image.open(path) as opened:
      print(${text(`File: ${name}.png, a picture of`)}, opened.width, "×", opened.height, "points, opened again")
`
