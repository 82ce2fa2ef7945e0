// @ts-check
/**
 * What an element shows until the wasm module is there: the elements of the component without
 * numbers, then the numbers that are beyond doubt: the counts, and the rates with their fractions and
 * bars. What they mean, the module says. The loader fetches this file together with the style sheet.
 *
 * Elements, classes, parts, words and number formats are those of `src/components/`, so that nothing
 * moves when the module replaces them: `e2e/tests/outline.rs` compares both.
 */

/** Counts by their name in the component, with their field in the API's answer. */
const COUNTERS = {
  Enrolled: 'totalEnrolled',
  Sent: 'sent',
  Delivered: 'delivered',
  Bounced: 'bounced',
  Replied: 'replied',
  Queued: 'queued',
};

/**
 * Rates: the counts behind them, the field of those that the API gives, and the end of the bar's scale
 * (`src/model/insight/rates.rs`).
 * @type {Record<string, { part?: string, whole: 'sent' | 'delivered', given?: string, scale: number }>}
 */
const RATES = {
  Delivery: { part: 'delivered', whole: 'sent', scale: 1 },
  Open: { whole: 'delivered', given: 'openRate', scale: 1 },
  Reply: { part: 'replied', whole: 'delivered', given: 'replyRate', scale: 0.2 },
  Bounce: { part: 'bounced', whole: 'sent', scale: 0.1 },
};

/** Ends of the scale for larger rates. */
const SCALES = [0.1, 0.2, 0.5, 1];

const STEPS = ['Enrolled', 'Sent', 'Delivered', 'Opened', 'Replied'];

/** Counts with a column in a board. */
const COLUMNS = ['Sent', 'Delivered', 'Bounced', 'Replied', 'Queued'];

/** Ends of the keys of texts about a rate. */
const WHOLES = { sent: 'Sent', delivered: 'Delivered' };

/** Columns of a board whose rates have a bar. */
const WITH_BAR = ['Reply', 'Bounce'];

/** Number of spans of the trend that can be selected. The second one is selected. */
const SPANS = 4;

/** Counts of this size or more need wider columns. */
const WIDE = 100_000;

/** A trend needs this many points (`src/model/display/trend.rs`). */
const TREND_POINTS = 6;

/** Numbers that are this many intervals old are stale. */
const STALE_AFTER_INTERVALS = 2;

/** Placeholder for an unknown value. */
const UNKNOWN = '—';

/** Keeps the height of a line whose text is not known yet. */
const BLANK = '\u00a0';

const NOT_STARTED = 'Live updates could not be started. ';

/** Clocks may differ by this much, in milliseconds. */
const CLOCK_SLACK = 60_000;

/** Open rates are stored as ten-thousandths. */
const RATE_SCALE = 10_000;

/** Line drawings, as in `src/components/icon.rs`. */
const ICONS = {
  pause: 'M5.5 3.5v9M10.5 3.5v9',
  resume: 'M5 3.2 12.2 8 5 12.8Z',
  refresh: 'M13 8a5 5 0 1 1-1.5-3.6M13 2.4v2.9h-2.9',
  export: 'M8 10V2.4M5 5.2 8 2.2l3 3M3 8.5v4.7h10V8.5',
  chevron: 'M6 3.5 10.5 8 6 12.5',
  info: 'M8 14A6 6 0 1 1 8 2a6 6 0 0 1 0 12ZM8 7.4v3.4M8 5.1v.1',
  none: '',
};

/** The English words of the outline, from `texts/en.txt`. */
const ENGLISH = {
  refreshNow: 'Refresh now',
  pause: 'Pause refreshing',
  resume: 'Resume refreshing',
  enrolled: 'Enrolled',
  sent: 'Sent',
  delivered: 'Delivered',
  bounced: 'Bounced',
  replied: 'Replied',
  queued: 'Queued',
  delivery: 'Delivery',
  open: 'Open',
  reply: 'Reply',
  bounce: 'Bounce',
  deliveryRate: 'Delivery rate',
  openRate: 'Open rate',
  replyRate: 'Reply rate',
  bounceRate: 'Bounce rate',
  ofSent: '{0} of {1} sent',
  ofDelivered: '{0} of {1} delivered',
  aboutOfDelivered: 'about {0} of {1} delivered',
  noneSent: 'nothing sent yet',
  noneDelivered: 'nothing delivered yet',
  noData: 'no data',
  updatedNow: 'Updated just now',
  updated: 'Updated {0}',
  stale: 'Stale: {0} old',
  noNumbers: 'No numbers yet',
  fetching: 'Fetching the numbers…',
  fetchingFresh: 'Fetching fresh numbers…',
  opened: 'Opened',
  rangeKey: 'likely range (95% confidence)',
  thresholdKey: 'threshold',
  stripesKey: 'approximate',
  numbersOf: 'As of {0}',
  trendSpan: 'Trend period',
  point: 'Point in time',
  funnel: 'From enrolled to replied',
  campaign: 'Campaign',
  campaigns: 'Campaigns',
  total: 'All {0}',
  totalOf: '{0} of {1}',
  details: 'Details of {0}',
  compare: 'Compare',
  with: 'with',
  takeAlong: 'Copy, download, print',
  copyText: 'Copy as text',
  copyMarkdown: 'Copy as Markdown table',
  copyTsv: 'Copy for a spreadsheet',
  copyPicture: 'Copy picture',
  downloadPicture: 'Download picture',
  downloadHistory: 'Download history (CSV)',
  print: 'Print',
};

/** Units of time with their length in seconds, largest first. */
const UNITS = /** @type {const} */ ([['day', 86_400], ['hour', 3600], ['minute', 60], ['second', 1]]);

/**
 * @typedef {{ id: string, label: string }} Campaign
 * @typedef {Record<string, any>} Stats the API's answer
 * @typedef {{ complete: Promise<{ response: Response, text: string, receivedAt: number } | undefined> }} EarlyResponse
 * @typedef {{ key: string, parts: string[] }} Word a text in the reader's language
 * @typedef {{
 *   layout: 'card' | 'compact' | 'board',
 *   campaigns: Campaign[],
 *   api: string,
 *   theme: string,
 *   kiosk: boolean,
 *   history: string,
 *   refresh: number,
 *   lang: string,
 *   translation: string | undefined,
 *   labels: Record<string, string>,
 * }} View options of an element: `lang` is the requested language, `translation` that of the texts
 */

/**
 * Shows the outline, with the numbers of the last visit; then those of the first responses, as they
 * come.
 * @param {HTMLElement} root
 * @param {View} view
 * @param {(EarlyResponse | undefined)[]} responses of the campaigns
 * @param {EarlyResponse | undefined} texts the words; none in English
 */
export function showOutline(root, view, responses, texts) {
  const outline = new Outline(root, view);
  texts?.complete.then((file) => outline.isShown && outline.setTexts(file?.text));
  view.campaigns.forEach(({ id }, place) => {
    const before = stored(view.history, `${view.api}/v1/campaigns/${id}/stats`, Date.now());
    if (before) outline.show(id, before.stats, before.at, false);
    if (before?.hasTrend) outline.makeRoomForTrend(id);
    responses[place]?.complete.then((answer) => {
      const stats = answer && read(answer.text, id);
      const at = answer && timeOf(answer.response.headers, answer.receivedAt);
      if (stats && at && outline.isShown) outline.show(id, stats, at, true);
    });
  });
  outline.settled = Promise.all(responses.map((response) => response?.complete));
  return outline;
}

/**
 * Shows a message and a reload button above numbers that are no longer updated. The style sheet then
 * replaces their age by their time.
 * @param {HTMLElement} root
 * @param {string} words
 */
export function addNote(root, words) {
  const note = document.createElement('p');
  note.role = 'alert';
  note.className = 'fallback';
  const button = document.createElement('button');
  button.textContent = 'Reload';
  button.onclick = () => location.reload();
  note.append(words, button);
  root.dataset.broken = '';
  root.prepend(note);
}

// Numbers that are beyond doubt.

/**
 * The API's answer, if it is certainly valid. All else is left to the wasm module, which names what is
 * wrong.
 * @param {string} text
 * @param {string} campaign
 * @returns {Stats | undefined}
 */
function read(text, campaign) {
  try {
    const stats = JSON.parse(text);
    return stats.campaignId === campaign && isPossible(stats) ? stats : undefined;
  } catch {
    return undefined;
  }
}

/** @param {Stats} stats */
function isPossible(stats) {
  const isCount = (count) => Number.isInteger(count) && count >= 0 && count <= 2 ** 53;
  const isRate = (rate) => rate === null || (typeof rate === 'number' && rate >= 0 && rate <= 1);
  return Object.values(COUNTERS).every((field) => isCount(stats[field]))
    && Object.values(RATES).every(({ given }) => !given || isRate(stats[given]));
}

/**
 * A rate with the count behind it, and the end of its scale.
 * @param {string} name
 * @param {Stats} stats
 */
function rateOf(name, stats) {
  const { part, whole, given, scale } = RATES[name];
  const of = stats[whole];
  const count = part ? stats[part] : stats.openRate === null ? null : Math.round(stats.openRate * of);
  const share = of === 0 ? null : given ? stats[given] : count / of;
  const value = share !== null && share <= 1 ? share : null;
  const end = SCALES.find((end) => end >= scale && end >= (value ?? 0)) ?? 1;
  return { value, count, of, whole, scale: end };
}

/**
 * When the API gave an answer, in milliseconds since 1970: a gateway may have kept it
 * (`deploy/README.md`). `undefined` if the gateway says that it is stale.
 * @param {Headers} headers
 * @param {number} receivedAt
 */
function timeOf(headers, receivedAt) {
  if (headers.get('Campaign-Stats-Freshness') === 'stale') return undefined;
  const time = (name) => Date.parse(headers.get(name) ?? '');
  const kept = Math.max(time('Date') - time('Campaign-Stats-As-Of'), 0);
  const onTheWay = 1000 * Number(headers.get('Age'));
  return receivedAt - (Number.isNaN(kept) ? 0 : kept + (onTheWay || 0));
}

/**
 * The last numbers that this browser stored for a campaign, in the format of
 * `src/model/history/samples/text.rs`.
 * @param {string} place the option `history`
 * @param {string} url
 * @param {number} now
 * @returns {{ stats: Stats, at: number, hasTrend: boolean } | undefined}
 */
function stored(place, url, now) {
  try {
    const storage = place === 'session' ? sessionStorage : localStorage;
    const { href } = new URL(url, document.baseURI);
    const text = (place !== 'off' && storage.getItem(`campaign-stats history ${href}`)) || '';
    const [version, , ...samples] = text.slice(text.indexOf(' ') + 1).split(';');
    if (version !== '1' || samples.length < 2) return undefined;
    const [seconds, totalEnrolled, sent, delivered, bounced, replied, queued, opened] = sum(samples.slice(0, -1));
    const replyRate = delivered > 0 ? Math.min(replied / delivered, 1) : null;
    const openRate = opened < 0 ? null : opened / RATE_SCALE;
    const stats = { totalEnrolled, sent, delivered, bounced, replied, queued, openRate, replyRate };
    const at = 1000 * seconds;
    const hasTrend = samples.length > TREND_POINTS;
    return isPossible(stats) && at <= now + CLOCK_SLACK ? { stats, at, hasTrend } : undefined;
  } catch {
    // Storage is forbidden, or the URL invalid.
    return undefined;
  }
}

/**
 * Each number is stored as the difference to that of the sample before.
 * @param {string[]} samples
 */
function sum(samples) {
  const numbers = Array(8).fill(0);
  for (const sample of samples) {
    sample.split(',').forEach((difference, place) => (numbers[place] += Number(difference)));
  }
  return numbers;
}

// Words and number formats.

/** By language. @type {Record<string, Formats>} */
const formats = Object.create(null);

/** Number formats of a language. */
class Formats {
  /** @param {string} tag @param {string} words language of the texts */
  constructor(tag, words) {
    try {
      this.counts = new Intl.NumberFormat(tag);
    } catch {
      tag = 'en';
      this.counts = new Intl.NumberFormat(tag);
    }
    // What has words is in the language of the texts; with the reader's region if that is the same.
    this.phrases = tag.split('-')[0] === words ? tag : words;
    this.percents = new Intl.NumberFormat(tag, { style: 'percent', maximumFractionDigits: 1 });
  }

  /** @param {number} count */
  count(count) {
    return this.counts.format(count);
  }

  /**
   * At most one decimal; what is not 0 or 1 is never shown as that.
   * @param {number} share
   */
  percent(share) {
    const tenths = Math.round(share * 1000);
    if (tenths < 1 && share > 0) return `<${this.percents.format(0.001)}`;
    if (tenths > 999 && share < 1) return `>${this.percents.format(0.999)}`;
    return this.percents.format(tenths / 1000);
  }

  /**
   * A relative time in its largest unit.
   * @param {number} age
   */
  ago(age) {
    const seconds = Math.floor(age / 1000);
    const [unit, length] = UNITS.find(([, length]) => seconds >= length) ?? ['second', 1];
    return new Intl.RelativeTimeFormat(this.phrases, { style: 'short' }).format(-Math.floor(seconds / length), unit);
  }

  /**
   * A duration in its two largest units.
   * @param {number} millis
   */
  span(millis) {
    const seconds = Math.max(Math.floor(millis / 1000), 0);
    const largest = UNITS.findIndex(([, length]) => seconds >= length);
    const [first, second] = UNITS.slice(largest < 0 ? UNITS.length - 1 : largest);
    const units = ([unit, length], number) =>
      new Intl.NumberFormat(this.phrases, { style: 'unit', unit }).format(Math.floor(number / length));
    const rest = second && Math.floor((seconds % first[1]) / second[1]);
    return units(first, seconds) + (rest ? BLANK + units(second, seconds % first[1]) : '');
  }

  /** @param {number} at */
  date(at) {
    return new Intl.DateTimeFormat(this.phrases, { timeStyle: 'short', dateStyle: 'medium' }).format(at);
  }
}

/**
 * The words in a file of `texts/`.
 * @param {string} file
 */
function parseWords(file) {
  return Object.fromEntries([...file.matchAll(/^(\S+) (.*)$/gm)].map(([, key, text]) => [key, text]));
}

/** @param {string} key @param {string[]} parts @returns {Word} */
const word = (key, ...parts) => ({ key, parts });

/** The key of a name: `sent` for `Sent`. @param {string} name */
const key = (name) => name[0].toLowerCase() + name.slice(1);

// The outline.

class Outline {
  /** Fulfilled when no more numbers come. @type {Promise<unknown> | undefined} */
  settled;
  #root;
  #shown;
  #view;
  #format;
  /** @type {Record<string, string> | undefined} nothing until the texts are there */
  #words;
  /** Writes the words of an element or an attribute again. @type {Map<unknown, () => void>} */
  #bindings = new Map();
  /** The part of each campaign. @type {Map<string, Element>} */
  #parts = new Map();
  /**
   * When the numbers of each campaign are from, and whether the API just gave them.
   * @type {Map<string, { at: number, answered: boolean }>}
   */
  #shownAt = new Map();
  #timer;

  /**
   * @param {HTMLElement} root replaced content
   * @param {View} view
   */
  constructor(root, view) {
    this.#root = root;
    this.#view = view;
    this.#format = formats[view.lang] ??= new Formats(view.lang, view.translation ?? 'en');
    if (!view.translation) this.#words = { ...ENGLISH, ...view.labels };
    const cards = this.#make('div.cards', { 'data-layout': view.layout }, ...this.#layout());
    this.#setRoot(view.translation ?? 'en');
    // Problems with the options come first.
    this.#shown = this.#make('div.shown', { translate: 'no' }, this.#make('div', { role: 'alert' }), cards);
    root.replaceChildren(this.#shown);
  }

  /**
   * The words of the language, when its file is there; English if there is none.
   * @param {string | undefined} file
   */
  setTexts(file) {
    this.#words = { ...ENGLISH, ...parseWords(file ?? ''), ...this.#view.labels };
    if (file === undefined) this.#setRoot('en');
    this.#bindings.forEach((update) => update());
  }

  /**
   * Shows the numbers of a campaign.
   * @param {string} campaign
   * @param {Stats} stats
   * @param {number} at when they are from
   * @param {boolean} answered whether the API just gave them
   */
  show(campaign, stats, at, answered) {
    const part = this.#parts.get(campaign);
    if (!part) return;
    this.#shownAt.set(campaign, { at, answered });
    for (const [name, field] of Object.entries(COUNTERS)) {
      this.#write(part, `[data-counter=${name}]`, this.#format.count(stats[field]));
    }
    for (const name of Object.keys(RATES)) this.#showRate(part, name, rateOf(name, stats));
    const wide = Object.values(COUNTERS).some((field) => stats[field] >= WIDE);
    part.querySelector('.counters')?.classList.toggle('wide-counts', wide);
    this.#say(this.#root.querySelector('tfoot span'), this.#total());
    // What the numbers mean, the module says.
    part.querySelector('.headline path')?.setAttribute('d', ICONS[answered ? 'none' : 'info']);
    this.#say(part.querySelector('.message'), answered ? BLANK : word('fetchingFresh'));
    this.#tick();
  }

  #showRate(part, name, { value, count, of, whole, scale }) {
    const shown = part.querySelector(`[data-rate=${name}]`);
    if (!shown) return;
    const format = this.#format;
    shown.textContent = value === null ? UNKNOWN : format.percent(value);
    const about = name === 'Open' ? 'aboutOf' : 'of';
    const evidence = count === null ? word('noData')
      : word((of === 0 ? 'none' : about) + WHOLES[whole], format.count(count), format.count(of));
    const row = shown.parentElement;
    this.#say(row.querySelector('.rate-evidence'), evidence);
    const bar = row.querySelector('.bar');
    if (!bar) return;
    const percent = (share) => String(Math.round(share * 1e6) / 1e4);
    bar.setAttribute('aria-valuemax', percent(scale));
    bar.setAttribute('aria-valuenow', percent(value ?? 0));
    this.#setAttribute(bar, 'aria-valuetext', () => `${shown.textContent}, ${this.#text(evidence)}`);
    bar.querySelector('.fill').style.inlineSize = `${percent(Math.min((value ?? 0) / scale, 1))}%`;
  }

  /** The module draws the trend later. @param {string} campaign */
  makeRoomForTrend(campaign) {
    this.#parts.get(campaign)?.closest('.card')?.classList.add('with-trend');
  }

  /** Whether there are numbers. */
  get hasNumbers() {
    return this.#shownAt.size > 0;
  }

  /** Names the pause button by what it does next. */
  setPaused(paused) {
    const button = this.#shown.querySelector('.pause');
    if (!button) return;
    for (const name of ['aria-label', 'title']) this.#setAttribute(button, name, word(paused ? 'resume' : 'pause'));
    button.querySelector('path').setAttribute('d', ICONS[paused ? 'resume' : 'pause']);
  }

  /** Whether it is still on the page. */
  get isShown() {
    return this.#shown.isConnected;
  }

  /** Says that the wasm module did not start. */
  stop() {
    clearTimeout(this.#timer);
    this.#root.removeAttribute('aria-busy');
    for (const [part, { at }] of this.#times()) {
      this.#say(part.querySelector('.moment'), word('numbersOf', this.#format.date(at)));
    }
    addNote(this.#root, NOT_STARTED);
  }

  /** Writes all ages, now and every second. */
  #tick() {
    clearTimeout(this.#timer);
    if (!this.isShown) return;
    const now = Date.now();
    for (const [campaign, time] of this.#shownAt) {
      this.#parts.get(campaign).setAttribute('data-state', this.#state(time, now));
    }
    for (const [part, time] of this.#times()) {
      part.setAttribute('data-state', this.#state(time, now));
      this.#writeAge(part, time, now);
    }
    this.#timer = setTimeout(() => this.#tick(), 1000 - (now % 1000));
  }

  /** The parts that show an age, with their times: a board has one, that of its oldest numbers. */
  #times() {
    const times = [...this.#shownAt];
    if (this.#view.layout !== 'board') return times.map(([campaign, time]) => [this.#parts.get(campaign), time]);
    const [oldest] = times.map(([, time]) => time).sort((one, other) => one.at - other.at);
    return oldest ? [[this.#shown.querySelector('.head'), oldest]] : [];
  }

  #state({ at, answered }, now) {
    const limit = 1000 * STALE_AFTER_INTERVALS * this.#view.refresh;
    return answered && now - at <= limit ? 'fresh' : 'stale';
  }

  #writeAge(part, time, now) {
    const age = Math.max(now - time.at, 0);
    const fresh = age < 1000 ? word('updatedNow') : word('updated', this.#format.ago(age));
    const text = this.#state(time, now) === 'fresh' ? fresh : word('stale', this.#format.span(age));
    this.#say(part.querySelector('.freshness'), text);
    // For print, and if the module crashes. Not at once: the first date format would delay the numbers.
    const moment = age < 1000 ? '' : word('numbersOf', this.#format.date(time.at));
    this.#say(part.querySelector('.moment'), moment);
  }

  /** The attributes that the style sheet uses. */
  #setRoot(lang) {
    const { theme, kiosk, labels } = this.#view;
    const root = this.#root;
    root.removeAttribute('role');
    root.className = 'campaign-stats';
    root.lang = Object.keys(labels).length > 0 && this.#view.lang ? this.#view.lang : lang;
    root.dataset.theme = theme;
    root.toggleAttribute('data-kiosk', kiosk);
    root.setAttribute('aria-busy', 'true');
  }

  #layout() {
    const { layout, campaigns } = this.#view;
    if (layout === 'board') return [this.#board(campaigns)];
    return campaigns.map((campaign) => {
      const part = layout === 'card' ? this.#card(campaign) : this.#compact(campaign);
      this.#parts.set(campaign.id, part);
      return part;
    });
  }

  #card({ id, label }) {
    return this.#make('article.card', { part: 'card', 'aria-label': label || id, 'data-state': 'unknown' },
      this.#make('header.head', { part: 'head' },
        this.#make('h2', {}, label || id),
        this.#make('p.id', {}, label && id),
        ...this.#status(word('noNumbers')),
        this.#controls()),
      this.#make('div.headline', { part: 'headline', 'data-tone': 'quiet' },
        this.#icon('info'),
        this.#make('p', {},
          this.#make('span.message', {}, word('fetching')),
          this.#make('span.action'),
          this.#make('span.next'))),
      this.#liveRegion(),
      this.#make('div.body', {},
        this.#make('dl.counters', { part: 'counters' }, ...Object.keys(COUNTERS).map((name) => this.#counter(name))),
        this.#make('div.rates', { part: 'rates' }, ...Object.keys(RATES).map((name) => this.#rate(name))),
        this.#make('p.note'),
        this.#make('footer.foot', { part: 'foot' },
          this.#make('p.pace'),
          this.#make('p.legend', {},
            this.#make('span.key-range', {}, word('rangeKey')),
            this.#make('span.key-threshold', {}, word('thresholdKey')),
            this.#make('span.key-stripes', {}, word('stripesKey')))),
        this.#funnel(),
        this.#history()));
  }

  #counter(name) {
    return this.#make('div.counter', { part: 'counter' },
      this.#make('dt', {}, word(key(name))),
      this.#make('dd.figure', {},
        this.#make('span', { 'data-counter': name }, UNKNOWN),
        this.#make('span.change', { 'data-change': name })),
      this.#make('dd.counter-trend', { 'data-trend': name }, this.#make('span'), this.#sparkline()));
  }

  #rate(name) {
    return this.#make(`div.rate${directional(name)}`, { part: 'rate', 'data-severity': 'neutral' },
      this.#make('span.rate-name', {}, word(key(name))),
      this.#make('span.rate-evidence', {}, ''),
      this.#make('span.rate-value', { 'data-rate': name }, UNKNOWN),
      this.#make('span.verdict', {}, this.#icon('none'), this.#make('span', { 'data-verdict': name })),
      this.#bar(name, { tabindex: '0' }),
      this.#make('span.explanation', { 'aria-hidden': 'true' }),
      this.#sparkline(),
      this.#make('span.rate-trend'));
  }

  #bar(name, more = {}) {
    const meter = {
      ...more,
      part: 'bar',
      role: 'meter',
      'aria-valuemin': '0',
      'aria-label': word(`${key(name)}Rate`),
      'aria-valuemax': '100',
      'aria-valuenow': '0',
      'aria-valuetext': UNKNOWN,
    };
    // The module adds the range and the thresholds.
    const threshold = () => this.#make('div.threshold', { 'data-anchor': 'none' }, this.#make('span'));
    return this.#make('div.bar', meter, this.#length('fill'), this.#length('range'), threshold(), threshold(), this.#make('span.scale-end'));
  }

  /** @param {'fill' | 'range'} name */
  #length(name) {
    const part = /** @type {HTMLElement} */ (this.#make(`div.${name}`));
    if (name === 'range') part.style.insetInlineStart = '0%';
    part.style.inlineSize = '0%';
    return part;
  }

  #sparkline() {
    const drawing = { viewBox: '0 -20 1000 240', preserveAspectRatio: 'none', 'aria-hidden': 'true' };
    return this.#make('svg.trend', drawing, this.#make('path.line'), this.#make('path.mark'));
  }

  #icon(name) {
    return this.#make('svg.icon', { viewBox: '0 0 16 16', 'aria-hidden': 'true' }, this.#make('path', { d: ICONS[name] }));
  }

  #status(age) {
    return [this.#make('p.freshness', {}, age), this.#make('p.moment', {}, '')];
  }

  #liveRegion() {
    return this.#make('p.live-region', { role: 'status' });
  }

  #controls() {
    const named = (name) => ({ 'aria-label': word(name), title: word(name) });
    const items = ['copyText', 'copyMarkdown', 'copyTsv', 'copyPicture', 'downloadPicture', 'downloadHistory', 'print'];
    return this.#make('div.controls', {},
      this.#make('button.pause', { type: 'button', ...named('pause') }, this.#icon('pause')),
      this.#make('button.refresh', { type: 'button', ...named('refreshNow') }, this.#icon('refresh')),
      this.#make('details.menu', {},
        this.#make('summary', named('takeAlong'), this.#icon('export')),
        this.#make('div.menu-items', {}, ...items.map((item) => this.#make('button', { type: 'button' }, word(item))))),
      this.#make('span.toast', { 'aria-hidden': 'true' }));
  }

  #history() {
    const spans = Array.from({ length: SPANS }, (_, place) =>
      this.#make('button', { type: 'button', 'aria-pressed': String(place === 1) }));
    return this.#make('div.times', { part: 'times' },
      this.#make('span.spans', { role: 'group', 'aria-label': word('trendSpan') }, ...spans),
      this.#make('input.point', { type: 'range', min: '0', step: '1', max: '0', 'aria-label': word('point') }),
      this.#make('span.when'));
  }

  #funnel() {
    const step = (name) => this.#make(`div.step${directional(name)}`, {},
      this.#make('dt', {}, word(key(name))),
      this.#make('dd.track', {}, this.#length('fill')),
      this.#make('dd.step-count'),
      this.#make('dd.step-share'));
    return this.#make('details.funnel', { part: 'funnel' },
      this.#make('summary', {}, word('funnel')),
      this.#make('dl', {}, ...STEPS.map(step)),
      this.#make('p.note'));
  }

  #compact({ id, label }) {
    const count = (name) => this.#make('span.item', {},
      this.#make('b', { 'data-counter': name }, UNKNOWN),
      this.#make('span', {}, ' ', word(key(name))));
    const rate = (name) => this.#make('span.item', { 'data-severity': 'neutral' },
      this.#icon('none'),
      this.#make('b', { 'data-rate': name }, UNKNOWN),
      this.#make('span', {}, ' ', word(key(name))));
    return this.#make('article.compact', { part: 'card', 'aria-label': label || id, 'data-state': 'unknown' },
      this.#make('strong', {}, label || id),
      count('Sent'), rate('Reply'), rate('Bounce'), count('Queued'),
      this.#alert(''),
      ...this.#status(word('noNumbers')),
      this.#liveRegion());
  }

  #alert(text) {
    return this.#make('span.alert', { 'data-tone': 'quiet' }, this.#icon('none'), this.#make('span', {}, text));
  }

  #board(campaigns) {
    const head = (name, text) => this.#make('th', { role: 'columnheader', scope: 'col', 'aria-sort': 'none', 'data-column': name },
      this.#make('button', { type: 'button' }, word(text)));
    const heads = [
      head('Campaign', 'campaign'),
      ...COLUMNS.map((name) => head(name, key(name))),
      ...Object.keys(RATES).map((name) => head(name, `${key(name)}Rate`)),
    ];
    const table = this.#make('table', { role: 'table' },
      this.#make('thead', { role: 'rowgroup' }, this.#make('tr', { role: 'row' }, ...heads)),
      this.#make('tbody', { role: 'rowgroup' }, ...campaigns.map((campaign) => this.#row(campaign))),
      this.#make('tfoot', { role: 'rowgroup' }, this.#totals()));
    const board = /** @type {HTMLElement} */ (this.#make('section.board.card', { part: 'board', 'aria-label': word('campaigns') },
      this.#make('header.head', { part: 'head', 'data-state': 'unknown' },
        this.#make('h2', {}, word('campaigns')), ...this.#status(''), this.#controls()),
      this.#liveRegion(),
      table,
      this.#comparison(campaigns),
      this.#history()));
    board.style.setProperty('--rows', String(campaigns.length));
    return board;
  }

  #row({ id, label }) {
    // A meter says the value and the evidence, too.
    const hidden = (name) => (WITH_BAR.includes(name) ? { 'aria-hidden': 'true' } : {});
    const rate = (name) => this.#make(`td${directional(name)}`, { role: 'cell', 'data-column': name, 'data-label': word(`${key(name)}Rate`), 'data-severity': 'neutral' },
      this.#make('span.rate-value', { 'data-rate': name, ...hidden(name) }, UNKNOWN),
      this.#icon('none'),
      ...(WITH_BAR.includes(name) ? [this.#bar(name), this.#make('span.rate-evidence', hidden(name), '')] : []));
    const count = (name) => this.#make('td', { role: 'cell', 'data-column': name, 'data-label': word(key(name)) },
      this.#make('span', { 'data-counter': name }, UNKNOWN),
      ...(name === 'Sent' ? [this.#make('span.sent-trend', {}, this.#make('span.trend-text'), this.#sparkline())] : []));
    const toggle = this.#make('button.detail-toggle', { type: 'button', 'aria-expanded': 'false', 'aria-label': word('details', label || id) },
      this.#icon('chevron'));
    const row = this.#make('tr', { role: 'row', 'data-state': 'unknown' },
      this.#make('th', { role: 'rowheader', scope: 'row', 'aria-label': label || id }, toggle, this.#make('span', {}, label || id), this.#alert(label && id)),
      ...COLUMNS.map(count),
      ...Object.keys(RATES).map(rate));
    this.#parts.set(id, row);
    return row;
  }

  /** How many campaigns are counted. */
  #total() {
    const [known, all] = [this.#shownAt.size, this.#view.campaigns.length].map(String);
    return known === all ? word('total', all) : word('totalOf', known, all);
  }

  #totals() {
    const cell = (name, text) => this.#make('td', { role: 'cell', 'data-column': name, 'data-label': word(text), 'data-total': name }, UNKNOWN);
    return this.#make('tr', { role: 'row' },
      this.#make('th', { role: 'rowheader', scope: 'row' }, this.#make('span', {}, this.#total())),
      ...COLUMNS.map((name) => cell(name, key(name))),
      ...Object.keys(RATES).map((name) => cell(name, `${key(name)}Rate`)));
  }

  #comparison(campaigns) {
    const choice = (name, chosen) => {
      const select = /** @type {HTMLSelectElement} */ (this.#make('select', {},
        ...campaigns.map(({ id, label }, place) => this.#make('option', { value: String(place) }, label || id))));
      select.selectedIndex = Math.min(chosen, campaigns.length - 1);
      return this.#make('label', {}, this.#make('span', {}, word(name), ' '), select);
    };
    return this.#make('div.comparison', { part: 'comparison' },
      choice('compare', 0), choice('with', 1), this.#make('p'));
  }

  /**
   * An element. `tag` may have classes, as in a selector.
   * @param {string} tag
   * @param {Record<string, string | Word>} attributes
   * @param {...(Node | string | Word)} children
   */
  #make(tag, attributes = {}, ...children) {
    const [name, ...classes] = tag.split('.');
    const isDrawing = name === 'svg' || name === 'path';
    const element = isDrawing ? document.createElementNS('http://www.w3.org/2000/svg', name) : document.createElement(name);
    if (classes.length > 0) element.setAttribute('class', classes.join(' '));
    for (const [attribute, value] of Object.entries(attributes)) this.#setAttribute(element, attribute, value);
    for (const child of children) {
      if (child instanceof Node) element.append(child);
      else {
        const text = element.appendChild(document.createTextNode(''));
        this.#bind(text, child, (words) => (text.data = words));
      }
    }
    return element;
  }

  #setAttribute(element, name, text) {
    // The other methods write names in lower case, which those of drawings are not.
    const attribute = element.getAttributeNode(name) ?? document.createAttributeNS(null, name);
    this.#bind(attribute, text, (words) => (attribute.value = words));
    element.setAttributeNode(attribute);
  }

  /**
   * Writes a text, and words again when those of the reader's language are there.
   * @param {Node} place
   * @param {string | Word | (() => string)} text
   * @param {(text: string) => void} write
   */
  #bind(place, text, write) {
    this.#bindings.delete(place);
    if (typeof text === 'string') return write(text);
    const update = () => write(typeof text === 'function' ? text() : this.#text(text));
    this.#bindings.set(place, update);
    update();
  }

  /** @param {Word} word */
  #text({ key, parts }) {
    return (this.#words?.[key] ?? BLANK).replace(/\{(\d)\}/g, (_, place) => parts[place]);
  }

  /** Replaces the text of an element that was made with one, if there is such an element. */
  #say(element, text) {
    if (!element) return;
    const node = element.firstChild;
    this.#bind(node, text, (words) => (node.data = words));
  }

  #write(part, selector, text) {
    const element = part.querySelector(selector);
    if (element) element.textContent = text;
  }
}

/** The class of rates that are approximate. @param {string} name */
function directional(name) {
  return name === 'Open' || name === 'Opened' ? '.directional' : '';
}
