// @ts-check
/**
 * Basic card of campaign-stats, hand-written in plain JavaScript: the baseline of
 * `cargo xtask bench`. It has the same counters, rates, bars, verdicts, texts, style sheet and DOM
 * as the built widget, and also freshness, error messages, timeout, back-off and pause. It has no
 * trends, funnel, send rate, history, other languages and layouts, validation of options, sharing
 * between tabs, or protection against malicious responses.
 */

const HERE = new URL('.', import.meta.url).href;

/** Request timeout, in milliseconds. */
const TIMEOUT = 10_000;
/** Maximum back-off, in milliseconds. */
const MAX_BACKOFF = 300_000;
/** How long a change is shown beside its counter, in milliseconds. */
const CHANGE_SHOWN_FOR = 8_000;
/** Minimum denominator for a verdict. */
const ENOUGH = 20;
const Z_95 = 1.959964;

const WARNING = 'M8 2.4 14.4 13.4H1.6ZM8 6.6v3.1M8 11.6v.1';
const ALARM = 'M5.3 2h5.4L14 5.3v5.4L10.7 14H5.3L2 10.7V5.3ZM8 5v3.6M8 10.9v.1';
const QUIET = 'M8 14A6 6 0 1 1 8 2a6 6 0 0 1 0 12ZM8 7.4v3.4M8 5.1v.1';
const GOOD = 'M3 8.4 6.5 12 13 4.6';
const REFRESH = 'M13 8a5 5 0 1 1-1.5-3.6M13 2.4v2.9h-2.9';
const PAUSE = 'M5.5 3.5v9M10.5 3.5v9';
const RESUME = 'M5 3.2 12.2 8 5 12.8Z';
const TONES = { quiet: QUIET, warning: WARNING, alarm: ALARM };
const MARKS = { good: GOOD, attention: WARNING, danger: ALARM, neutral: '' };

const COUNTERS = {
  Enrolled: 'totalEnrolled', Sent: 'sent', Delivered: 'delivered',
  Bounced: 'bounced', Replied: 'replied', Queued: 'queued',
};

/** Rates with their counts, scales, thresholds and names of the bands. */
const RATES = {
  Delivery: {
    part: 'delivered', whole: 'sent', scale: 1, bands: [0.95, 0.98],
    words: ['too low', 'not healthy', 'healthy'], severities: ['danger', 'attention', 'good'],
    advice: ['Pause the campaign and check the list and the sender setup.',
      'Check the bounced emails and verify the addresses.'],
  },
  Open: { whole: 'delivered', scale: 1, given: 'openRate' },
  Reply: {
    part: 'replied', whole: 'delivered', scale: 0.2, given: 'replyRate', bands: [0.01, 0.05],
    words: ['weak', 'typical', 'strong'], severities: ['attention', 'neutral', 'good'],
    advice: ['Try another subject, opening or audience.'],
  },
  Bounce: {
    part: 'bounced', whole: 'sent', scale: 0.1, bands: [0.02, 0.05],
    words: ['healthy', 'not healthy', 'dangerous'], severities: ['good', 'attention', 'danger'],
    advice: [, 'Check where the addresses come from, and verify them.',
      'Pause the campaign and clean the list before the sender is blocked.'],
  },
};

const icon = (path) => `<svg class="icon" viewBox="0 0 16 16" aria-hidden="true"><path d="${path}"/></svg>`;

const template = document.createElement('template');
template.innerHTML = `<div class="campaign-stats"><div class="cards"><article class="card" data-state="unknown">
<header class="head"><h2></h2><p class="id"></p><p class="freshness"></p><p class="moment"></p><div class="controls">
<button type="button" class="pause">${icon(PAUSE)}</button>
<button type="button" class="refresh" aria-label="Refresh now" title="Refresh now">${icon(REFRESH)}</button>
</div></header>
<div class="headline" data-tone="quiet">${icon(QUIET)}<p><span class="message"></span> <span class="action"></span> <span class="next"></span></p></div>
<dl class="counters">${Object.keys(COUNTERS).map((name) => `<div class="counter"><dt>${name}</dt>
<dd class="figure"><span data-counter="${name}"></span><span class="change" data-change="${name}"></span></dd></div>`).join('')}</dl>
<div class="rates">${Object.keys(RATES).map((name) => `<div class="rate${name === 'Open' ? ' directional' : ''}" data-severity="neutral">
<span class="rate-name">${name}</span><span class="rate-evidence"></span><span class="rate-value" data-rate="${name}"></span>
<span class="verdict">${icon('')}<span data-verdict="${name}"></span></span>
<div class="bar" role="meter" tabindex="0" aria-label="${name} rate" aria-valuemin="0"><div class="fill"></div><div class="range"></div>
<div class="threshold"><span></span></div><div class="threshold"><span></span></div><span class="scale-end"></span></div>
<span class="explanation" aria-hidden="true"></span></div>`).join('')}</div>
<p class="note"></p></article></div></div>`.replaceAll('\n', '');

const style = new CSSStyleSheet();
const styled = fetch(HERE + 'style.css').then((answer) => answer.text()).then((text) => style.replaceSync(text));

// Formatting.

const counts = new Intl.NumberFormat('en');
const percents = new Intl.NumberFormat('en', { style: 'percent', maximumFractionDigits: 1 });
const ages = new Intl.RelativeTimeFormat('en', { style: 'short' });
const units = ['day', 'hour', 'minute', 'second'].map((unit) =>
  ({ unit, length: { day: 86400, hour: 3600, minute: 60, second: 1 }[unit], format: new Intl.NumberFormat('en', { style: 'unit', unit }) }));

const count = (number) => counts.format(number);
const plain = (number) => String(Number(number.toFixed(4)));

function percent(share) {
  const tenths = Math.round(share * 1000);
  if (tenths === 0 && share > 0) return '<' + percents.format(0.001);
  if (tenths === 1000 && share < 1) return '>' + percents.format(0.999);
  return percents.format(tenths / 1000);
}

function span(milliseconds) {
  const seconds = Math.floor(milliseconds / 1000);
  const large = units.findIndex(({ length }) => seconds >= length);
  if (large < 0) return units[3].format.format(0);
  const rest = units[large + 1] && Math.floor((seconds % units[large].length) / units[large + 1].length);
  const text = units[large].format.format(Math.floor(seconds / units[large].length));
  return rest ? `${text}\u{a0}${units[large + 1].format.format(rest)}` : text;
}

function ago(milliseconds) {
  const seconds = Math.floor(milliseconds / 1000);
  const { unit, length } = units.find((each) => seconds >= each.length) ?? units[3];
  return ages.format(-Math.floor(seconds / length), unit);
}

function countdown(milliseconds) {
  const seconds = Math.max(1, Math.ceil(milliseconds / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

// Derived figures.

function wilson(part, whole) {
  if (part > whole || !whole) return undefined;
  const share = part / whole;
  const z2 = Z_95 * Z_95;
  const centre = 2 * part + z2;
  const reach = Z_95 * Math.sqrt(z2 + 4 * part * (1 - share));
  const scale = 2 * (whole + z2);
  return [
    part === 0 ? 0 : Math.min(Math.max((centre - reach) / scale, 0), share),
    part === whole ? 1 : Math.max(Math.min((centre + reach) / scale, 1), share),
  ];
}

const bandOf = (share, [low, high]) => (share < low ? 0 : share < high ? 1 : 2);

/** Everything that is shown for a rate. */
function figure(name, stats) {
  const rate = RATES[name];
  const whole = stats[rate.whole];
  const given = rate.given && stats[rate.given];
  const part = rate.part ? stats[rate.part] : given === null ? null : Math.round(given * whole);
  const value = whole === 0 ? null : rate.given ? given : part > whole ? null : part / whole;
  const scale = [0.1, 0.2, 0.5, 1].find((end) => end >= rate.scale && end >= (value ?? 0)) ?? 1;
  const about = name === 'Open' ? 'about ' : '';
  const evidence = part === null ? 'no data' : whole === 0 ? `nothing ${rate.whole} yet`
    : `${about}${count(part)} of ${count(whole)} ${rate.whole}`;
  const interval = rate.bands && wilson(part, whole);
  const found = { value, scale, evidence, interval, bands: rate.bands, meaning: meaning(rate), verdict: '', severity: 'neutral', band: undefined, likely: false };
  if (!rate.bands) return { ...found, verdict: 'Directional' };
  if (whole < ENOUGH && part <= whole) return { ...found, verdict: 'Too early to say' };
  if (!interval) return found;
  const [low, high] = interval.map((end) => bandOf(end, rate.bands));
  if (low === 0 && high === 2) return { ...found, verdict: 'Unclear so far' };
  const band = bandOf(part / whole, rate.bands);
  const pending = name === 'Delivery' ? Math.max(stats.sent - stats.delivered - stats.bounced, 0) : 0;
  if (band < 2 && bandOf((part + pending) / whole, rate.bands) === 2) return { ...found, verdict: 'Unclear so far' };
  const likely = low !== high;
  const word = rate.words[band];
  const verdict = likely ? `Likely ${word}` : word[0].toUpperCase() + word.slice(1);
  return { ...found, band, likely, severity: rate.severities[band], verdict };
}

function meaning({ words, bands }) {
  if (!bands) return 'Mail programs and scanners open emails by themselves: the open rate shows a direction, not a count.';
  const [low, , high] = words;
  return `${low[0].toUpperCase()}${low.slice(1)} below ${percent(bands[0])}, ${high} from ${percent(bands[1])}`;
}

function advice(figures) {
  for (const [severity, tone] of [['danger', 'alarm'], ['attention', 'warning']]) {
    for (const name of ['Bounce', 'Delivery', 'Reply']) {
      const { band, likely, bands, severity: found } = figures[name];
      if (found !== severity) continue;
      const above = name === 'Bounce';
      const threshold = percent(bands[above ? band - 1 : band]);
      const text = `${name} rate is ${likely ? 'likely ' : ''}${above ? 'above' : 'below'} ${threshold}.`;
      return { tone, text, action: RATES[name].advice[band] };
    }
  }
  return undefined;
}

function standing({ sent, queued }) {
  const waiting = queued === 0 ? '' : queued === 1 ? '1 email is waiting in the queue.'
    : `${count(queued)} emails are waiting in the queue.`;
  if (sent > 0) return waiting || 'The queue is empty.';
  return `Nothing sent yet. ${waiting || 'The numbers start with the first email.'}`;
}

function notes({ sent, delivered, bounced, replied, openRate, replyRate }) {
  const found = [];
  const add = 'The server’s numbers do not add up:';
  if (delivered + bounced > sent) found.push(`${add} ${count(delivered + bounced)} delivered or bounced, but only ${count(sent)} sent.`);
  if (replied > delivered) found.push(`${add} ${count(replied)} replied, but only ${count(delivered)} delivered.`);
  else if (replyRate !== null && delivered > 0 && Math.abs(replyRate - replied / delivered) > 0.005 + 1e-9) {
    found.push(`The server reports a reply rate of ${percent(replyRate)}, but its counts give ${percent(replied / delivered)}.`);
  }
  if (openRate === 0 && delivered >= 100 && replied > 0) found.push(`${count(replied)} replied but nobody opened: open tracking seems to be off.`);
  return found.join(' ');
}

// Polling.

/** Error of a request; `stops` if it is permanent. */
class Failure extends Error {
  constructor(words, { stops = false, wait = 0 } = {}) {
    super(words);
    this.stops = stops;
    this.wait = wait;
  }

  static of(answer, campaign) {
    const { status } = answer;
    const wait = 1000 * Number(answer.headers.get('Retry-After')) || 0;
    if (answer.type === 'opaqueredirect') return new Failure('The server redirected the request. You may have to sign in again.', { stops: true });
    if (status === 400) return new Failure(`The server does not accept the campaign id “${campaign}”.`, { stops: true });
    if (status === 401 || status === 403) return new Failure('The API key was rejected. Contact the administrator of this page.', { stops: true });
    if (status === 404) return new Failure(`Campaign ${campaign} was not found in this workspace.`, { stops: true });
    if (status === 429) return new Failure('Too many requests.', { wait });
    return new Failure(`The server has a problem (status ${status}).`, { wait });
  }
}

function check(stats, campaign) {
  const unusable = (why) => new Failure(`The server’s response can’t be used: ${why}.`);
  if (stats?.campaignId !== campaign) throw unusable(`it is for campaign “${stats?.campaignId}”`);
  for (const field of Object.values(COUNTERS)) {
    if (!Number.isSafeInteger(stats[field]) || stats[field] < 0) throw unusable(`“${field}” can’t be ${stats[field]}`);
  }
  for (const field of ['openRate', 'replyRate']) {
    const rate = stats[field];
    if (rate !== null && !(typeof rate === 'number' && rate >= 0 && rate <= 1)) throw unusable(`“${field}” can’t be ${rate}`);
  }
  return stats;
}

/** Stats of one campaign, polled once for all cards that show it. */
class Feed {
  static all = new Map();

  static join(card) {
    const url = `${card.api}/v1/campaigns/${encodeURIComponent(card.campaign)}/stats`;
    let feed = Feed.all.get(url);
    if (!feed) Feed.all.set(url, (feed = new Feed(url, card.campaign)));
    feed.cards.add(card);
    feed.interval = Math.min(...[...feed.cards].map((each) => each.interval));
    if (!feed.asked) feed.ask();
    return feed;
  }

  cards = new Set();
  failures = 0;
  paused = false;
  asking = false;
  /** Last good stats, the previous ones, and the time of receipt. */
  stats;
  before;
  at;
  trouble;
  /** Time of the last request, and of the next one. */
  asked;
  next;

  constructor(url, campaign) {
    this.url = url;
    this.campaign = campaign;
  }

  leave(card) {
    this.cards.delete(card);
    if (this.cards.size > 0) return;
    Feed.all.delete(this.url);
    clearTimeout(this.timer);
    this.request?.abort();
  }

  async ask() {
    if (this.asking || this.paused) return;
    const request = (this.request = new AbortController());
    const timeout = setTimeout(() => request.abort(new Failure('The server did not answer within 10 seconds.')), TIMEOUT);
    clearTimeout(this.timer);
    this.asking = true;
    this.asked = Date.now();
    if (this.trouble) this.tell();
    try {
      const answer = await fetch(this.url, {
        headers: { Accept: 'application/json' }, cache: 'no-store', redirect: 'manual', signal: request.signal,
      });
      if (answer.status !== 200) throw Failure.of(answer, this.campaign);
      const stats = check(await answer.json(), this.campaign);
      this.before = this.stats;
      this.stats = stats;
      this.at = Date.now();
      this.trouble = undefined;
      this.failures = 0;
    } catch (error) {
      if (this.cards.size === 0) return;
      this.trouble = error instanceof Failure ? error : request.signal.reason instanceof Failure ? request.signal.reason
        : error instanceof SyntaxError ? new Failure('The server’s response can’t be used: it is not valid JSON or is incomplete.')
          : new Failure('Can’t reach the server.');
      this.failures += 1;
    } finally {
      clearTimeout(timeout);
      this.asking = false;
    }
    this.plan();
    this.tell();
  }

  plan() {
    const backOff = Math.random() * Math.min(this.interval * 2 ** this.failures, MAX_BACKOFF);
    const wait = this.trouble ? this.trouble.wait || Math.max(backOff, 1000) : this.interval * (0.9 + 0.2 * Math.random());
    this.next = this.trouble?.stops || this.paused ? undefined : Date.now() + wait;
    if (this.next) this.timer = setTimeout(() => this.due(), wait);
  }

  /** No requests while the page is hidden or offline. */
  due() {
    if (!document.hidden && navigator.onLine && this.next && Date.now() >= this.next - 5) this.ask();
  }

  pause() {
    this.paused = !this.paused;
    clearTimeout(this.timer);
    if (this.paused) this.next = undefined;
    else this.ask();
    this.tell();
  }

  tell() {
    for (const card of this.cards) card.draw();
  }
}

for (const [target, event] of [[document, 'visibilitychange'], [window, 'online']]) {
  target.addEventListener(event, () => Feed.all.forEach((feed) => feed.due()));
}

// One timer for all cards.
setInterval(() => Feed.all.forEach((feed) => feed.cards.forEach((card) => card.tick())), 1000);

// Rendering: a node is written only if its value has changed.

function write(node, text) {
  if (node.data !== text) node.data = text;
}

function set(element, name, value) {
  if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}

class CampaignStats extends HTMLElement {
  #feed;
  #nodes;
  /** Recommended action, if any. */
  #advice;

  get campaign() { return this.getAttribute('campaign') ?? ''; }
  get api() { return (this.getAttribute('api') ?? HERE).replace(/\/+$/, ''); }
  get interval() { return 1000 * (Number(this.getAttribute('refresh')) || 15); }

  connectedCallback() {
    this.#feed = Feed.join(this);
    // Wait for the style sheet.
    styled.then(() => {
      if (!this.#nodes) this.#build();
      this.draw();
    });
  }

  disconnectedCallback() {
    this.#feed.leave(this);
  }

  refresh() {
    if (Date.now() - this.#feed.asked >= 1000) this.#feed.ask();
  }

  #build() {
    const shadow = this.attachShadow({ mode: 'open' });
    shadow.adoptedStyleSheets = [style];
    shadow.append(template.content.cloneNode(true));
    const find = (selector) => shadow.querySelector(selector);
    const text = (element) => element.appendChild(document.createTextNode(''));
    const label = this.getAttribute('label');
    find('.campaign-stats').dataset.theme = this.getAttribute('theme') ?? 'auto';
    find('h2').textContent = label ?? this.campaign;
    find('.id').textContent = label ? this.campaign : '';
    find('.card').setAttribute('aria-label', label ?? this.campaign);
    find('.refresh').onclick = () => this.refresh();
    find('.pause').onclick = () => this.#feed.pause();
    this.#nodes = {
      card: find('.card'), freshness: text(find('.freshness')), pause: find('.pause'), pauseIcon: find('.pause path'),
      headline: find('.headline'), mark: find('.headline path'), said: text(find('.message')), action: text(find('.action')), next: text(find('.next')),
      board: find('.counters'), note: text(find('.note')),
      counters: Object.entries(COUNTERS).map(([name, field]) => ({
        field, value: text(find(`[data-counter=${name}]`)), change: text(find(`[data-change=${name}]`)),
      })),
      rates: [...shadow.querySelectorAll('.rate')].map((row) => {
        const part = (selector) => row.querySelector(selector);
        return {
          row, name: part('.rate-name').textContent, value: text(part('.rate-value')), evidence: text(part('.rate-evidence')),
          verdict: text(part('[data-verdict]')), mark: part('.verdict path'),
          bar: part('.bar'), fill: part('.fill'), range: part('.range'), scaleEnd: text(part('.scale-end')),
          thresholds: [...row.querySelectorAll('.threshold')].map((node) => ({ node, label: text(node.firstChild) })),
          explanation: text(part('.explanation')),
        };
      }),
    };
  }

  draw() {
    if (!this.#nodes) return;
    const { stats } = this.#feed;
    const { counters, rates, board, note, pause, pauseIcon } = this.#nodes;
    const figures = {};
    for (const { field, value } of counters) write(value, stats ? count(stats[field]) : '—');
    for (const nodes of rates) drawRate(nodes, (figures[nodes.name] = stats && figure(nodes.name, stats)));
    board.classList.toggle('wide-counts', counters.some(({ field }) => stats?.[field] >= 1e5));
    write(note, stats ? notes(stats) : '');
    const what = this.#feed.paused ? 'Resume refreshing' : 'Pause refreshing';
    set(pause, 'aria-label', what);
    set(pause, 'title', what);
    set(pauseIcon, 'd', this.#feed.paused ? RESUME : PAUSE);
    this.#advice = stats && advice(figures);
    this.tick();
  }

  /** Updates everything that depends on the time only. */
  tick() {
    if (!this.#nodes) return;
    const { stats, before, at, trouble, next, paused, asking, interval } = this.#feed;
    const { card, freshness, headline, mark, said, action, next: after, counters } = this.#nodes;
    const age = Date.now() - at;
    const stale = age > 2 * interval;
    set(card, 'data-state', !stats ? 'unknown' : stale ? 'stale' : 'fresh');
    write(freshness, !stats ? 'No numbers yet' : stale ? `Stale: ${span(age)} old`
      : age < 1000 ? 'Updated just now' : `Updated ${ago(age)}`);
    const { tone, text, action: what = '' } = this.#headline(stale);
    set(headline, 'data-tone', tone);
    set(mark, 'd', TONES[tone]);
    write(said, text);
    write(action, what);
    write(after, paused ? 'Paused.' : !navigator.onLine ? 'You are offline. Refreshing resumes when you are back online.'
      : !trouble ? '' : asking ? 'Trying again…' : next ? `Next try in ${countdown(next - Date.now())}.` : 'Refresh to try again.');
    for (const { field, change } of counters) {
      const by = before && age < CHANGE_SHOWN_FOR ? stats[field] - before[field] : 0;
      write(change, by > 0 ? `+${count(by)}` : by < 0 ? `−${count(-by)}` : '');
    }
  }

  #headline(stale) {
    const { stats, trouble, asking } = this.#feed;
    if (trouble) return { tone: trouble.stops ? 'alarm' : stale || !stats ? 'warning' : 'quiet', text: trouble.message };
    if (!stats) return { tone: 'quiet', text: 'Fetching the numbers…' };
    if (stale) return asking ? { tone: 'quiet', text: 'Fetching fresh numbers…' } : { tone: 'warning', text: 'These numbers are out of date.' };
    return this.#advice ?? { tone: 'quiet', text: standing(stats) };
  }
}

/** Width of a character of a label, and the space between two labels, as shares of a bar. */
const CHARACTER = 0.028;
const GAP = 0.02;

function drawRate({ row, value, evidence, verdict, mark, bar, fill, range, thresholds, scaleEnd, explanation }, found) {
  const place = (share) => plain(100 * Math.min(share / found.scale, 1));
  const { value: share = null, interval } = found ?? {};
  write(value, share === null ? '—' : percent(share));
  write(evidence, found?.evidence ?? '');
  write(verdict, found?.verdict ?? '');
  set(row, 'data-severity', found?.severity ?? 'neutral');
  set(mark, 'd', MARKS[found?.severity ?? 'neutral']);
  set(bar, 'aria-valuenow', plain(100 * (share ?? 0)));
  set(bar, 'aria-valuemax', plain(100 * (found?.scale ?? 1)));
  const ends = interval?.map(percent) ?? [];
  const likely = interval ? `, likely between ${ends[0]} and ${ends[1]}` : '';
  set(bar, 'aria-valuetext', found ? `${value.data}, ${found.evidence}${likely}: ${found.verdict}. ${found.meaning}` : '—');
  write(explanation, !found ? '' : (interval ? `Likely between ${ends[0]} and ${ends[1]} (95% confidence)\n` : '') + found.meaning);
  length(fill, 'inlineSize', share === null ? '0%' : `${place(share)}%`);
  const [low, high] = interval?.map((end) => Math.min(end / found.scale, 1)) ?? [0, 0];
  length(range, 'insetInlineStart', `${plain(100 * low)}%`);
  length(range, 'inlineSize', `${plain(100 * (high - low))}%`);
  const marks = found ? marksOf(found) : [];
  thresholds.forEach(({ node, label }, nth) => {
    const { at, text = '', anchor = 'none' } = marks[nth] ?? {};
    set(node, 'data-anchor', anchor);
    length(node, 'insetInlineStart', at === undefined ? '' : `${plain(100 * at)}%`);
    write(label, text);
  });
  const end = found?.scale < 1 && label(1, percent(found.scale));
  write(scaleEnd, end && marks.every((mark) => !mark?.text || mark.extent[1] + GAP <= end.extent[0]) ? end.text : '');
}

function label(at, text) {
  const width = CHARACTER * text.length;
  const anchor = at < width / 2 ? 'start' : at > 1 - width / 2 ? 'end' : 'middle';
  const start = { start: at, middle: at - width / 2, end: at - width }[anchor];
  return { at, text, anchor, extent: [start, start + width] };
}

function marksOf({ bands = [], scale }) {
  const [low, high] = bands.map((band) => (band <= scale ? label(band / scale, percent(band)) : undefined));
  if (!low || !high || low.extent[1] + GAP <= high.extent[0]) return [low, high];
  return [label(low.at, ''), label(high.at, `${low.text} | ${high.text}`)];
}

function length(element, name, value) {
  if (element.style[name] !== value) element.style[name] = value;
}

customElements.define('campaign-stats', CampaignStats);
