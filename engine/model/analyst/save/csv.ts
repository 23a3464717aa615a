/** Plain text forms of the table: CSV, JSON, Markdown, HTML. */
import { figure, py } from '../python.ts'
import { say } from '../say/say.ts'
import { cellsInWords } from './picture.ts'
import { AS_TEXT, PRINTABLE } from './safe-text.ts'
import type { Saving } from './save.ts'

/** UTF-8 with a mark at the start, so that Excel shows every letter right. */
export function saveCsv(saving: Saving): string {
  const { written, name, request } = saving
  const slots = { file: `${name}.csv`, rows: figure('len(again)'), columns: '{again.shape[1]}' }
  return py`
    # Save as CSV, then read it back to be sure
    import re


    ${PRINTABLE}


    ${AS_TEXT}


    path = f"{OUTPUT_DIR}/${name}.csv"
    table, marked = ${written.result}${written.matrix ? '.reset_index()' : ''}.copy(), 0
    for place in range(table.shape[1]):
        values = table.iloc[:, place]
        if not (pd.api.types.is_numeric_dtype(values) or pd.api.types.is_datetime64_any_dtype(values)):
            table.isetitem(place, values.map(as_text))
            marked += sum(isinstance(value, str) and as_text(value) != printable(value) for value in values)
    table.columns = [as_text(str(column)) for column in table.columns]
    table.to_csv(path, index=False, encoding="utf-8-sig")
    if marked:
        notes.append(${say(request.language, 'file.apostrophe', { count: figure('marked') })})
    again = pd.read_csv(path, dtype=str, skip_blank_lines=False)
    assert len(again) == len(${written.result}), "the saved CSV is not complete"
    print("File:", ${say(request.language, 'file.table', slots)})
  `
}

export function saveJson({ written, name, request }: Saving): string {
  const slots = { file: `${name}.json`, rows: figure('len(pd.read_json(path))') }
  return py`
    # Save as JSON, one object a row
    path = f"{OUTPUT_DIR}/${name}.json"
    ${written.result}${written.matrix ? '.reset_index()' : ''}.to_json(path, orient="records", force_ascii=False, indent=2, date_format="iso")
    print("File:", ${say(request.language, 'file.records', slots)})
  `
}

/** More rows than these are not for reading; a table or a data file holds all. */
const MOST_READ = 1000

/** The rows as texts in `lines`, and in `rest` how many of them these are where there are more. */
const readable = ({ request, written: { result, matrix } }: Saving): string => py`
  import re


  ${cellsInWords(request)}


  shown = ${matrix ? `${result}.reset_index()` : result}.head(${String(MOST_READ)})
  lines = [[printable(column) for column in shown.columns], *([written_value(value, column) for value, column in zip(row, shown.columns)] for row in shown.itertuples(index=False))]
  rest = [${say(request.language, 'file.first', { shown: figure('len(shown)'), rows: figure(`len(${result})`) })}] if len(${result}) > len(shown) else []
  notes_said = [${say(request.language, 'file.note', { note: '{note}' })} for note in notes]
`

export function saveMarkdown(saving: Saving): string {
  const { name, request } = saving
  return py`
    # Save as Markdown
    ${readable(saving)}
    in_line = lambda text: re.sub(r"\s*\n\s*", " ", text).replace("\\", "\\\\").replace("|", "\\|")  # a bar within a cell ends none
    rules = ["---:" if pd.api.types.is_numeric_dtype(kind) else "---" for kind in shown.dtypes]
    table = [f"| {' | '.join(map(in_line, line))} |" for line in lines]
    table.insert(1, f"| {' | '.join(rules)} |")
    path = f"{OUTPUT_DIR}/${name}.md"
    with open(path, "w", encoding="utf-8") as file:
        file.write("\n\n".join([f"# {title}", headline, "\n".join(f"- {fact}" for fact in facts), "\n".join(table), *rest, *notes_said]) + "\n")
    print("File:", ${say(request.language, 'file.answer', { file: `${name}.md` })})
  `
}

export function saveHtml(saving: Saving): string {
  const { name, request } = saving
  return py`
    # Save as a page of its own
    import html
    ${readable(saving)}
    kinds = ["right" if pd.api.types.is_numeric_dtype(kind) else "left" for kind in shown.dtypes]
    table = ["<tr>" + "".join(f"<{tag} style='text-align: {kind}'>{html.escape(cell)}</{tag}>" for cell, kind in zip(line, kinds)) + "</tr>" for tag, line in zip(["th"] + ["td"] * len(shown), lines)]
    path = f"{OUTPUT_DIR}/${name}.html"
    with open(path, "w", encoding="utf-8") as file:
        file.write(f"<!doctype html><meta charset='utf-8'><title>{html.escape(title)}</title><h1>{html.escape(title)}</h1><p>{html.escape(headline)}</p>")
        file.write("<ul>" + "".join(f"<li>{html.escape(fact)}</li>" for fact in facts) + "</ul>")
        file.write("<table><thead>" + table[0] + "</thead><tbody>" + "".join(table[1:]) + "</tbody></table>")
        file.write("".join(f"<p>{html.escape(line)}</p>" for line in [*rest, *notes_said]))
    print("File:", ${say(request.language, 'file.answer', { file: `${name}.html` })})
  `
}

/** A picture for slides and papers. */
export function savePng({ request, name, drawing }: Saving): string {
  if (drawing === '') return `notes.append(${say(request.language, 'file.none')})`
  const slots = { file: `${name}.png`, width: '{opened.width}', height: '{opened.height}' }
  return py`
    # The chart as a picture
    import matplotlib.pyplot as plt

    ${drawing}
    path = f"{OUTPUT_DIR}/${name}.png"
    picture.savefig(path, dpi=150)
    plt.close(picture)
    from PIL import Image

    with Image.open(path) as opened:
        print("File:", ${say(request.language, 'file.picture', slots)})
  `
}
