/** What honest work needs, under the same walls and limits that the hostile cases meet. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { bubblewrapEngine } from '../bubblewrap.ts'
import { type Bench, LIMITS, makeBench, runCell } from '../testing/session.ts'

const work: Record<string, string> = {
  'pandas: read, group, pivot, write': `
import pandas as pd, numpy as np
frame = pd.DataFrame({"month": pd.date_range("2024-01-31", periods=24, freq="ME"), "sum": np.arange(24.0), "kind": list("ab") * 12})
frame.to_csv("t.csv", index=False); frame.to_parquet("t.parquet"); frame.to_excel("t.xlsx", index=False); frame.to_json("t.json")
assert len(pd.read_csv("t.csv")) == len(pd.read_parquet("t.parquet")) == len(pd.read_excel("t.xlsx")) == 24
frame.pivot_table(index="month", columns="kind", values="sum", aggfunc="sum")`,
  'scikit-learn on all processors': `
from sklearn.ensemble import RandomForestClassifier
from sklearn.datasets import make_classification
from sklearn.model_selection import cross_val_score
X, y = make_classification(400, random_state=1)
scores = cross_val_score(RandomForestClassifier(30, n_jobs=2, random_state=1), X, y, cv=3, n_jobs=2)
assert scores.mean() > 0.7`,
  'joblib with processes and with threads': `
from joblib import Parallel, delayed
assert Parallel(n_jobs=2)(delayed(pow)(i, 2) for i in range(10)) == [i * i for i in range(10)]
assert Parallel(n_jobs=2, prefer="threads")(delayed(pow)(i, 2) for i in range(10))[-1] == 81`,
  'multiprocessing: pool, queue, manager, shared memory': `
import multiprocessing as mp
from multiprocessing.shared_memory import SharedMemory
with mp.get_context("fork").Pool(2) as pool: assert pool.map(abs, [-1, -2]) == [1, 2]
queue = mp.Queue(); process = mp.Process(target=queue.put, args=(5,)); process.start(); assert queue.get(timeout=10) == 5; process.join()
with mp.Manager() as manager: d = manager.dict(); d["a"] = 1; assert d["a"] == 1
memory = SharedMemory(create=True, size=1000); memory.buf[0] = 7; memory.close(); memory.unlink()`,
  'processes of one’s own': `
import subprocess
assert subprocess.run(["bash", "-c", "seq 3 | sort -r | head -1"], capture_output=True, text=True).stdout == "3\\n"
assert subprocess.run([__import__("sys").executable, "-c", "import pandas; print(pandas.Series([1, 2]).sum())"], capture_output=True, text=True).stdout == "3\\n"`,
  'threads and executors': `
import threading, concurrent.futures as futures, asyncio
with futures.ThreadPoolExecutor(8) as pool: assert sum(pool.map(lambda i: i, range(100))) == 4950
with futures.ProcessPoolExecutor(2) as pool: assert list(pool.map(abs, [-3])) == [3]
async def later(): await asyncio.sleep(0.01); return 3
assert await later() == 3`,
  'charts in every script': `
import matplotlib.pyplot as plt
figure, axes = plt.subplots()
axes.plot([1, 2, 3]); axes.set_title("销售 売上 매출 मासिक مبيعات")
figure.savefig("chart.png"); figure.savefig("chart.svg"); figure.savefig("chart.pdf")
import seaborn; seaborn.heatmap([[1, 2], [3, 4]])`,
  'plotly and altair as pictures': `
import plotly.express as px, altair as alt, pandas as pd
px.bar(x=["a"], y=[1]).to_json()
alt.Chart(pd.DataFrame({"x": [1], "y": [2]})).mark_bar().encode(x="x", y="y").save("altair.png")`,
  'duckdb over files, with spill': `
import duckdb
connection = duckdb.connect(); connection.execute("set memory_limit='200MB'; set temp_directory='/tmp/spill'")
assert connection.execute("select count(*) from (select distinct i % 100000 from range(2000000) t(i))").fetchone() == (100000,)
connection.execute("copy (select range as n from range(1000)) to 'n.parquet'")
assert duckdb.sql("select sum(n) from 'n.parquet'").fetchone()[0] == 499500`,
  'polars, statsmodels, networkx, sympy': `
import polars as pl, statsmodels.api as sm, networkx as nx, sympy, numpy as np
assert pl.DataFrame({"a": [1, 1, 2]}).group_by("a").len().height == 2
assert abs(sm.OLS(np.arange(10.0), sm.add_constant(np.arange(10.0))).fit().params[1] - 1) < 1e-9
assert nx.shortest_path(nx.path_graph(4), 0, 3) == [0, 1, 2, 3]
assert str(sympy.integrate(sympy.Symbol("x"))) == "x**2/2"`,
  'documents of every kind': `
import docx, pptx, fpdf, xlsxwriter, pypdf
from reportlab.pdfgen import canvas
d = docx.Document(); d.add_paragraph("x"); d.save("d.docx")
p = pptx.Presentation(); p.slides.add_slide(p.slide_layouts[0]); p.save("p.pptx")
pdf = fpdf.FPDF(); pdf.add_page(); pdf.set_font("helvetica"); pdf.cell(text="x"); pdf.output("f.pdf")
c = canvas.Canvas("r.pdf"); c.drawString(9, 9, "x"); c.save()
assert len(pypdf.PdfReader("r.pdf").pages) == 1
import sqlite3, zipfile, tarfile, tempfile, shutil
sqlite3.connect("s.db").execute("create table t(x)"); shutil.make_archive("all", "zip", ".", "d.docx"); shutil.copyfile("d.docx", "e.docx")
assert "ram" in __import__("psutil").__doc__.lower() or True`,
  'what programs ask about the machine': `
import os, time, tempfile, getpass, locale, platform, uuid, secrets, datetime, zoneinfo
assert os.cpu_count() >= 1 and getpass.getuser() == "analyst" and platform.machine()
assert datetime.datetime(2024, 7, 1, tzinfo=zoneinfo.ZoneInfo("Europe/Berlin")).utcoffset().seconds == 7200
tempfile.TemporaryFile().write(b"x"); uuid.uuid4(); secrets.token_hex(); os.getlogin if False else None
os.path.expanduser("~/x"); open(os.path.expanduser("~/x"), "w").write("x")`,
}

describe('honest work passes under the same limits', () => {
  let bench: Bench
  beforeAll(async () => {
    bench = await makeBench(sessionsFolder => bubblewrapEngine({ sessionsFolder, spare: false }))
  })
  afterAll(() => bench.close())

  test.each(Object.entries(work))(
    '%s',
    async (_, code) => {
      const kernel = await bench.open({ limits: { ...LIMITS, memoryBytes: 2 * 1024 ** 3 } })
      const cell = await runCell(kernel, code, { timeoutSeconds: 150 })
      expect(cell.error).toBeUndefined()
      expect(cell.status).toBe('ok')
      expect(cell.stderr).not.toMatch(/Glyph .* missing/)
      await kernel.close()
    },
    180_000,
  )
})
