/** Episodes of our own: a table, questions, and cells as a model wrote them, some failing and then mended. */

export type Turn = {
  says: string
  code: string
  /** How this cell ends. A failing one is followed by its repair. */
  ends: 'success' | 'error'
}

type Question = {
  text: string
  turns: Turn[]
  answer: string
  /** Texts that must stand in what the run printed, showed or gave as its result. */
  shows: string[]
  /** Kinds of artifacts that the run must leave, and words of those that are text. */
  leaves?: { kind: string; holds?: string }[]
}

export type Episode = { name: string; questions: Question[] }

/** 200 orders of a bakery; every figure below can be worked out from this rule. */
export const table = {
  name: 'orders.csv',
  text: `order,day,shop,bread,pieces,unit_price\n${Array.from({ length: 200 }, (_, n) =>
    [
      n + 1,
      `2025-${String((n % 6) + 1).padStart(2, '0')}-${String((n % 28) + 1).padStart(2, '0')}`,
      ['Hill', 'Harbour', 'Station', 'Market'][n % 4],
      ['rye', 'wheat', 'spelt'][n % 3],
      (n % 5) + 1,
      ((n % 3) + 4) / 2,
    ].join(','),
  ).join('\n')}\n`,
}

const turn = (says: string, code: string, ends: Turn['ends'] = 'success'): Turn => ({ says, code, ends })
const load = turn('I read the table. ', "import pandas as pd\norders = pd.read_csv('orders.csv')\norders.shape")

export const episodes: Episode[] = [
  {
    name: 'variables-live-on',
    questions: [
      {
        text: 'How many pieces did each shop sell?',
        turns: [
          load,
          turn(
            'Now the sum. ',
            "pieces = orders.groupby('shop')['pieces'].sum()\nfinal_result = pieces.to_dict()\npieces",
          ),
        ],
        answer: 'Each of the four shops sold 150 pieces.',
        shows: ['150', 'Harbour', 'Station'],
      },
      {
        text: 'And all shops together?',
        turns: [turn('The sums are still there. ', "print('together', pieces.sum())")],
        answer: 'Together they sold 600 pieces.',
        shows: ['together 600'],
      },
    ],
  },
  {
    name: 'wrong-column-mended',
    questions: [
      {
        text: 'What did all orders bring in?',
        turns: [
          load,
          turn('I multiply. ', "revenue = (orders['pieces'] * orders['price']).sum()\nprint(revenue)", 'error'),
          turn(
            '',
            "revenue = (orders['pieces'] * orders['unit_price']).sum()\nfinal_result = float(revenue)\nprint(revenue)",
          ),
        ],
        answer: 'The orders brought in 1499.0.',
        shows: ['1499.0'],
      },
    ],
  },
  {
    name: 'mended-twice',
    questions: [
      {
        text: 'Which month had the most orders?',
        turns: [
          turn('I count months. ', "months = pd.to_datetime(pd.read_csv('orders.csv')['date']).dt.month", 'error'),
          turn(
            '',
            "import pandas as pd\nmonths = pd.to_datetime(pd.read_csv('orders.csv')['day']).dt.month_nam()",
            'error',
          ),
          turn(
            '',
            "import pandas as pd\nmonths = pd.to_datetime(pd.read_csv('orders.csv')['day']).dt.month_name()\nprint(months.value_counts().to_dict())",
          ),
        ],
        answer: 'January and February had 34 orders each.',
        shows: ["'January': 34", "'June': 33"],
      },
    ],
  },
  {
    name: 'does-not-parse',
    questions: [
      {
        text: 'Count the rye orders.',
        turns: [
          load,
          turn('I filter. ', "rye = orders[orders['bread'] == 'rye'\nlen(rye)", 'error'),
          turn('', "rye = orders[orders['bread'] == 'rye']\nlen(rye)"),
        ],
        answer: 'There are 67 rye orders.',
        shows: ['67'],
      },
    ],
  },
  {
    name: 'chart-and-file',
    questions: [
      {
        text: 'Draw pieces by bread and save the sums as CSV.',
        turns: [
          load,
          turn(
            'I draw. ',
            "import matplotlib.pyplot as plt\nsums = orders.groupby('bread')['pieces'].sum()\nsums.plot.bar(title='Pieces by bread')\nplt.show()",
          ),
          turn('I save. ', "sums.to_csv(f'{OUTPUT_DIR}/by-bread.csv')\nprint(sums.to_dict())"),
        ],
        answer: 'The chart is drawn and by-bread.csv is saved.',
        shows: ["'rye': 200", "'spelt': 198", "'wheat': 202"],
        leaves: [{ kind: 'image' }, { kind: 'table', holds: 'wheat,202' }],
      },
    ],
  },
  {
    name: 'much-output',
    questions: [
      {
        text: 'List every order.',
        turns: [
          turn(
            'I print them as I read. ',
            "import csv, time\nfor row in csv.DictReader(open('orders.csv')):\n    print(row['order'], row['shop'], flush=True)\n    if int(row['order']) % 10 == 0:\n        time.sleep(0.02)",
          ),
        ],
        answer: 'All 200 orders are listed.',
        shows: ['1 Hill\n', '200 Market\n'],
      },
    ],
  },
]
