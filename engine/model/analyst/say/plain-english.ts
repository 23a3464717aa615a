/** How people ask when they are in a hurry, in the words that the rules know. Names and values stay as they are. */

const MONTH = String.raw`jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?`
const AGAINST = String.raw`(?:vs\.?|versus|against|and|or|compared (?:to|with))`
const PEOPLE = String.raw`everyone|everybody|people|persons?|employees|staff|students|members|users|patients`

const LESS_OR_MORE = 'better|worse|higher|lower|bigger|smaller|stronger|weaker|faster|slower'

const ON = '(?:(?:on|at|during|for|in) )?(?:the )?'
const WORKDAYS = String.raw`(?:week ?days?|work(?:ing)? ?days?)`
const WEEKEND = 'week-?ends?'
const OR = String.raw`(?:${AGAINST}|to|with|than)`

const OF_WEEK = /part of week|Monday to Friday/

const WORDINGS: [asked: string, plain: string][] = [
  [
    String.raw`what (?:did|does|do|has) (?:we|i|you|they|he|she|it|people|customers) (?:sells?|sold|buys?|bought|orders?|ordered)(?: the)? most(?: of)?`,
    'which product has the highest quantity',
  ],
  [
    String.raw`what (?:did|does|do|has) (\w+) (?:sells?|sold|buys?|bought|orders?|ordered)(?: the)? most(?: of)?`,
    'which product has the highest quantity for $1',
  ],
  [
    String.raw`(?:growth|grow|grew|grown|increased?|change[ds]?) (?:from|between) (\d{4}) (?:to|and) (\d{4})`,
    'growth by year from $1 to $2',
  ],
  [String.raw`(?:staff |employee )?(?:turnover|attrition|churn) rate`, 'left rate'],
  [
    String.raw`(?:did not|didn['’]t|have not|haven['’]t) (?:answer|fill in|give|state|report|rate|provide)(?: (?:the|their|an?|any|us))*`,
    'missing',
  ],
  [
    '(?:min(?:imum)? and max(?:imum)?|max(?:imum)? and min(?:imum)?|lowest and highest|highest and lowest)',
    'distribution of',
  ],
  [
    String.raw`(?<=\b(?:average|mean|median|total|sum)\b.*)(?:without|ignoring|excluding)(?: the)? (?:missing|empty|blank)(?: values?| ones| cells)?`,
    '',
  ],
  [String.raw`^(\S+) (?:vs\.?|versus) (\S+?)(?=[?!. ]*$)`, 'compare $1 and $2'],
  [String.raw`how often (?:did|do|does|was|were|have|has) (?:i|we|they|he|she|it|you) \w+`, 'how many rows'],
  [
    String.raw`(?:busiest|most active) (?:hours?(?: of the day)?|time of (?:the )?day)`,
    'hour of day with the highest number of rows',
  ],
  [String.raw`(?:busiest|most active) (?:weekdays?|days? of the week)`, 'weekday with the highest number of rows'],
  [
    String.raw`which (day|week|month|quarter|year) (?:was|is) (?:the )?(?:busiest|most active)`,
    'which $1 has the highest number of rows',
  ],
  [String.raw`(?:busiest|most active) (day|week|month|quarter|year)`, 'which $1 has the highest number of rows'],
  [String.raw`(average|mean|median|biggest|largest|smallest) sale`, '$1 sales'],
  [
    String.raw`(?:is|are|was|were|did|do|does) (?:the )?(\S+) (?:do |doing )?(?:${LESS_OR_MORE}) than (?:the )?(\S+?)(?=[?!. ]*$)`,
    'compare $1 and $2',
  ],
  [String.raw`(?<!\b(?:between|from) )(q[1-4]) ${AGAINST} (q[1-4]),? (\d{4})`, '$1 $3 vs $2 $3'],
  [String.raw`(?<!\b(?:between|from) )(${MONTH}) ${AGAINST} (${MONTH}),? (\d{4})`, '$1 $3 vs $2 $3'],
  [
    String.raw`(?:how (?:are|were) we doing |how is business |how's business )?this (year|quarter|month|week)(?:'s|’s)?(?: \w+)? (?:vs\.?|versus|against|compared (?:to|with)|and|or|than) (?:the )?(?:last|previous|prior)(?: \1)?`,
    'growth by $1',
  ],
  ["how (?:are|were) we doing|how(?: is|’s|'s) business(?: going)?", 'trend'],
  [String.raw`did we (?:sell|make|earn) more in (\d{4}) or (?:in )?(\d{4})`, 'total revenue $1 vs $2'],
  [
    String.raw`did we hire more (?:people |employees |staff )?in (\d{4}) or (?:in )?(\d{4})`,
    'number of rows by year in $1 vs $2',
  ],
  [
    String.raw`(?:are|do|did) (\w+) (?:paid|earn|make) (?:more|less)(?: money)? than (\w+)`,
    'average salary of $1 vs $2',
  ],
  ['(?:makes?|earns?|gets?) the most money', 'earns the most'],
  ['how much (?:money )?(?:did|have|do) we (?:make|made|earn|earned|take in)', 'total revenue'],
  [
    '(?:best|top)[- ]?sellers?|what sells (?:the )?best|what sold (?:the )?best|best[- ]selling (?:thing|item)s?',
    'best product',
  ],
  ['worst[- ]?sellers?|what sells (?:the )?worst', 'worst product'],
  [
    String.raw`which (day|week|month|quarter|year) (?:sucked|was (?:so |the )?(?:bad|terrible|awful|weak(?:est)?))`,
    'which $1 was the worst',
  ],
  ['(?:the )?top earners?', 'who earns the most'],
  ['head ?count', 'number of rows'],
  [String.raw`when (?:was|were) (?:it|this|that|they) (?:the )?(highest|lowest)`, 'which day was the $1'],
  [String.raw`when (?:was|were) (?:the )?(\w+) (?:the )?(highest|lowest)`, 'which day has the $2 $1'],
  ['(?:a |any )?(?:link|connection) between', 'correlation between'],
  [
    '(?:any(?:thing)? |are there |find )?(?:weird|odd|strange|suspicious|funny)(?: (?:values?|numbers?|data|ones?|things?|rows?))',
    'outliers',
  ],
  [String.raw`(age|size|price|salary) (?:groups|ranges|brackets)(?=\W*$)`, 'distribution of $1'],
  [String.raw`and when(?=\W*$)`, ''],
  [
    '(?:undo|revert)(?: (?:that|this|it))?|(?:bring|put|give me) (?:them|it|the rows|everything) back|restore (?:them|it|the rows|everything)',
    'the same for all data',
  ],
  ['days? of the week', 'weekday'],
  [
    String.raw`(?:(?:by|per) )?${ON}(?:${WORKDAYS} ${OR} ${ON}${WEEKEND}|${WEEKEND} ${OR} ${ON}${WORKDAYS})`,
    'by part of week',
  ],
  [String.raw`(?:on|during|only|for) (?:the )?(?:weekdays|work(?:ing)? ?days)`, 'on Monday to Friday'],
  [String.raw`(?:is|are) (?:the |our )?(\w+) (?:going|trending|moving) (?:up|down)(?: or (?:up|down))?`, 'trend of $1'],
  ['whats', 'what is'],
  ['what %', 'what percentage'],
  ['desc', 'descending'],
  ['asc', 'ascending'],
  ['(?:ever|of all times?)(?=[?!. ]*$)', 'at any time'],
  [String.raw`when was the last (?:\w+)`, 'show the most recent row'],
  [
    String.raw`(?:in |of |for )?(?:the )?(?:last|latest) month (?:vs\.?|versus|with|against|to|and|compared (?:to|with)) (?:the )?(?:(?:month|one) before(?: (?:that|it))?|(?:last|previous|prior) (?:month|one))`,
    'compare the last 2 months',
  ],
  [String.raw`(${PEOPLE}) (?:under|below) (\d{2})(?! ?(?:[\d.,%]|k\b))`, '$1 younger than $2'],
  [String.raw`(${PEOPLE}) (?:over|above) (\d{2})(?! ?(?:[\d.,%]|k\b))`, '$1 older than $2'],
]

const PATTERNS = WORDINGS.map(
  ([asked, plain]) => [new RegExp(String.raw`(?<![\p{L}\d_])(?:${asked})(?![\p{L}\d_])`, 'giu'), plain] as const,
)

/** Wordings that are a column's name are left alone. */
export const plainly = (question: string, names: string[]): string =>
  PATTERNS.reduce((text, [pattern, plain]) => {
    const found = text.match(pattern)?.[0]?.trim().toLowerCase()
    const isOwn = (name: string): boolean =>
      name.includes(found ?? '') || (OF_WEEK.test(plain) && /week[_ -]?end|working[_ -]?day/.test(name))
    return found === undefined || names.some(name => isOwn(name.toLowerCase())) ? text : text.replace(pattern, plain)
  }, question)
