// @ts-check
/**
 * The element <campaign-stats>: defines it at once, fetches the rest when the first one is on a
 * page, and says so where that fails. All else is done by the wasm.
 */

/** The folder of this file, where all others lie. */
const HERE = new URL('.', import.meta.url).href;

// The names of the other files; the release puts those with their hashes here.
const GLUE = './widget.js';
const WASM = './widget_bg.wasm';
const STYLE = './style.css';

const NAME = 'campaign-stats';
const OPTIONS = ['campaign', 'api', 'refresh', 'layout', 'theme', 'label', 'lang', 'bands', 'history', 'background', 'kiosk'];
const SWITCHES = ['background', 'kiosk'];

const LOADING = 'Loading the campaign’s numbers…';
const NOT_STARTED = 'The campaign’s numbers can’t be shown in this browser or on this page.';
const STOPPED = 'This view has stopped. The numbers below are from ';

/** The shortest and the longest pause before a kiosk reloads, in milliseconds. */
const FIRST_PAUSE = 5_000;
const LONGEST_PAUSE = 300_000;
/** What ran as long as this, in milliseconds, is not the same trouble as before. */
const RAN_WELL = 600_000;

/** Shared by all elements; filled when it has arrived. */
const style = new CSSStyleSheet();

/** @type {Set<CampaignStats>} */
const elements = new Set();

/** @type {Promise<typeof import('../dist/widget.js')> | undefined} */
let started;

/** The wasm, once it runs; not before, and not after it has broken. */
let widget;
let broken = false;

/** The languages whose texts are files beside this one, and those files. */
const TEXTS = {};

/** The texts of a language, if there is a file of them. */
const texts = async (language) => {
  if (!TEXTS[language]) return;
  const answer = await fetch(HERE + TEXTS[language]);
  return answer.ok ? answer.text() : undefined;
};

/** Fetches everything side by side, once; the wasm is compiled while it arrives. */
function start() {
  started ??= (async () => {
    const wasm = fetch(HERE + WASM);
    const css = fetch(HERE + STYLE).then((answer) => answer.text());
    const glue = await import(GLUE);
    const [text] = await Promise.all([css, glue.default({ module_or_path: wasm })]);
    style.replaceSync(text);
    // What nobody has taken by then would be old when somebody did.
    setTimeout(() => early.clear(), EARLY_ENDS);
    return glue;
  })();
  return started;
}

/**
 * The first request of each campaign, sent before the wasm is there to send it: its URL, and the
 * answer to come. The wasm takes it from here in place of sending its own.
 * @type {Map<string, Promise<Response>>}
 */
const early = new Map();

/** As many requests as a page may have under way. */
const MAX_EARLY = 6;
/** As long as a request may take, in milliseconds. */
const TIMEOUT = 10_000;
/** How long after the start of the wasm its first requests are over, in milliseconds. */
const EARLY_ENDS = 1000;

/** Sends what the wasm would send at once. What it would not, or not like this, is left to it. */
function askEarly(element) {
  const url = new URLSearchParams(location.search);
  const fromUrl = element.hasAttribute('from-url');
  const option = (name) => (fromUrl ? url.get(name) : element.getAttribute(name));
  const ids = fromUrl ? url.getAll('campaign') : (element.campaign ?? '').split(/\s+/);
  const base = (option('api') ?? HERE).trim().replace(/\/+$/, '');
  if (document.hidden || !navigator.onLine) return;
  for (const id of ids) {
    const address = `${base}/v1/campaigns/${id}/stats`;
    if (!/^\w[\w-]*$/.test(id) || id.startsWith('sk_')) continue;
    if (early.has(address) || early.size >= MAX_EARLY) continue;
    const answer = fetch(address, {
      headers: { Accept: 'application/json' },
      cache: 'no-store',
      redirect: 'manual',
      signal: AbortSignal.timeout(TIMEOUT),
    });
    // The wasm hears of a failure when it looks; before that nobody needs to.
    answer.catch(() => {});
    early.set(address, answer);
  }
}

/** Whether an error came out of the wasm. Then its memory can no longer be trusted. */
function isOurs(error) {
  const stack = String(error?.stack);
  const named = stack.includes('.wasm');
  return stack.includes(WASM.slice(2)) || (error instanceof WebAssembly.RuntimeError && !named);
}

function watch(event) {
  if (!broken && isOurs(event.error ?? event.reason)) breakDown(STOPPED + new Date().toLocaleTimeString() + '.');
}

/** Leaves what is on the screen, says that it is over, and offers what can be done. */
function breakDown(words) {
  broken = true;
  widget = undefined;
  for (const element of elements) element.fallBack(words);
  if ([...elements].some((element) => element.kiosk)) reloadLater();
}

/** A kiosk has nobody to press a button. The pauses grow, so that it is no load when it fails for long. */
function reloadLater() {
  const key = NAME + '-crashes';
  let crashes = 0;
  try {
    crashes = performance.now() < RAN_WELL ? Number(sessionStorage.getItem(key)) || 0 : 0;
    sessionStorage.setItem(key, String(crashes + 1));
  } catch {
    // Without storage every pause is the longest.
    crashes = 16;
  }
  setTimeout(() => location.reload(), Math.min(FIRST_PAUSE * 2 ** crashes, LONGEST_PAUSE));
}

class CampaignStats extends HTMLElement {
  static observedAttributes = OPTIONS;

  /** The number of this element in the wasm. */
  #number;
  #root;

  constructor() {
    super();
    const shadow = this.attachShadow({ mode: 'open' });
    shadow.adoptedStyleSheets = [style];
    this.#root = document.createElement('div');
    shadow.append(this.#root);
  }

  connectedCallback() {
    elements.add(this);
    // A property set before this class was there hides the accessor.
    for (const option of OPTIONS) {
      if (Object.hasOwn(this, option)) {
        const value = this[option];
        delete this[option];
        this[option] = value;
      }
    }
    if (broken) return this.fallBack(NOT_STARTED);
    if (this.#number !== undefined) return;
    if (!widget) {
      askEarly(this);
      this.#root.textContent = LOADING;
      this.#root.setAttribute('role', 'status');
    }
    start().then(
      (glue) => this.#attach((widget = broken ? undefined : glue)),
      (error) => {
        console.error(NAME, error);
        if (!broken) breakDown(NOT_STARTED);
      },
    );
  }

  disconnectedCallback() {
    // A move in the page disconnects and connects: only what stays away is ended.
    queueMicrotask(() => {
      if (this.isConnected) return;
      elements.delete(this);
      this.#tell((number) => widget.detach(number));
      this.#number = undefined;
    });
  }

  attributeChangedCallback() {
    this.#tell((number) => widget.update(number));
  }

  #attach() {
    if (!widget || !this.isConnected || this.#number !== undefined) return;
    this.#root.removeAttribute('role');
    this.#number = widget.attach(this, this.#root, HERE, early, texts);
  }

  /** Shows words above whatever is there. */
  fallBack(words) {
    this.#number = undefined;
    if (words === NOT_STARTED) this.#root.textContent = '';
    const note = document.createElement('p');
    note.setAttribute('role', 'alert');
    note.className = 'fallback';
    const button = document.createElement('button');
    button.textContent = 'Reload';
    button.onclick = () => location.reload();
    note.append(words + ' ', button);
    this.#root.dataset.broken = '';
    this.#root.prepend(note);
  }

  /**
   * `element.refresh()` asks for fresh numbers now; `element.refresh = 30` sets the seconds
   * between two refreshes, as the attribute does.
   */
  get refresh() {
    return () => this.#tell((number) => widget.refresh(number));
  }

  set refresh(seconds) {
    reflect(this, 'refresh', seconds);
  }

  /** Stops asking until `resume()`. */
  pause() {
    this.#tell((number) => widget.pause(number, true));
  }

  /** Goes on after `pause()`. */
  resume() {
    this.#tell((number) => widget.pause(number, false));
  }

  #tell(what) {
    if (widget && this.#number !== undefined) what(this.#number);
  }
}

function reflect(element, option, value) {
  if (value === null || value === undefined) element.removeAttribute(option);
  else element.setAttribute(option, value);
}

for (const option of OPTIONS) {
  const isSwitch = SWITCHES.includes(option);
  if (option in CampaignStats.prototype) continue;
  Object.defineProperty(CampaignStats.prototype, option, {
    enumerable: true,
    get() {
      return isSwitch ? this.hasAttribute(option) : (this.getAttribute(option) ?? '');
    },
    set(value) {
      if (isSwitch) this.toggleAttribute(option, Boolean(value));
      else reflect(this, option, value);
    },
  });
}

if (!customElements.get(NAME)) {
  addEventListener('error', watch);
  addEventListener('unhandledrejection', watch);
  customElements.define(NAME, CampaignStats);
}
