// @ts-check
/**
 * The loader: defines the element <campaign-stats>, and when the first one is connected, asks for its
 * numbers and fetches the other files. Until the wasm module is there, `outline.js` shows the first
 * numbers; then the module does the rest. If it does not come, a message says so.
 */

/** Folder of this file and all others. */
const here = new URL('.', import.meta.url).href;

// Names of the other files, and the version. `cargo xtask dist` replaces them.
const glue = './widget.js';
const wasm = 'widget_bg.wasm';
const watch = './watch.js';
const outline = './outline.js';
const cssFile = 'style.css';
const kioskFile = 'kiosk.css';
const version = 'development';

const tag = 'campaign-stats';
const switches = ['background', 'kiosk'];
const options = ['campaign', 'api', 'refresh', 'layout', 'theme', 'label', 'lang', 'history', 'credentials', ...switches];
/** Properties without an attribute. The wasm module reads them from the element. */
const properties = ['tokenProvider', 'bands', 'labels', 'names'];

/** Languages with a text file in this folder. English is built in. */
const translations = ['de', 'es', 'fr', 'pt'];

const windowEvents = ['pagehide', 'pageshow'];
const layouts = ['card', 'compact', 'board'];
const themes = ['auto', 'light', 'dark'];

/** Default number of seconds between two refreshes. */
const defaultRefresh = 15;

/** Maximum number of requests in flight per page. */
const maxEarly = 6;
/** Longer responses are left to the wasm module, which reports them. */
const maxBytes = 64 * 1024;
/** Request timeout, in milliseconds. */
const timeout = 1e4;
/** How long an early response stays valid for the wasm module, in milliseconds. */
const earlyEnds = 3e4;
/** Delay before a kiosk that could not start reloads, in milliseconds. */
const startAgain = 6e4;

/** The style. Until the style sheet is loaded, it reserves about the size of a card. */
let css = ':host{display:block}:host([hidden]){display:none}'
  + ':host(:not([layout=compact])) div{container-type:inline-size}'
  // See `.shown::before` in style.css.
  + ':host(:not([layout=compact]))::before{content:"0 0";display:block;block-size:0;overflow:hidden;visibility:hidden;font:1px/0 monospace;letter-spacing:200px}'
  + 'div::after{content:"";display:block}'
  + '@container(width>0){div::after{block-size:884px}}'
  + '@container(width>=422px){div::after{block-size:753px}}'
  + '@container(width>=702px){div::after{block-size:600px}}'
  + '@container(width>=762px){div::after{block-size:517px}}';

/** The style of wall displays, once it is there. */
let kioskCss = '';

/** A style sheet for each document, shared by its elements: documents cannot share one. @type {Map<Document, CSSStyleSheet>} */
const sheets = new Map();

/** The style sheet for a document; none if the document has no window. */
function sheetOf(document) {
  const view = document.defaultView;
  if (!view) return undefined;
  let sheet = sheets.get(document);
  if (!sheet) {
    // Documents whose windows are gone do not come back.
    for (const known of sheets.keys()) if (!known.defaultView) sheets.delete(known);
    sheets.set(document, (sheet = new view.CSSStyleSheet()));
    sheet.replaceSync(css + kioskCss);
  }
  return sheet;
}

/** All connected elements. */
const elements = new Set();

/**
 * The first responses, requested before the wasm module is loaded, by credentials mode and URL. The
 * module uses them instead of sending its own requests.
 * @type {Map<string, EarlyResponse>}
 */
const early = new Map();

/** The module `outline.js`, when the style sheet is there, too. @type {Promise<any> | undefined} */
let preview;
/** @type {Promise<void> | undefined} */
let started;
/** Whether the module could not be started. */
let failed = false;
/** The wasm module while it runs; not before it is loaded or after a crash. */
let widget;

/** Fetches all files in parallel; what the first numbers need comes first. */
async function start() {
  preview = loadPreview();
  // The first formatter of a page is slow to create in any language, so create one while the files
  // download. On a slow machine this takes 100 ms, in which the files of the first numbers have the
  // network for themselves: with the module at once, they came 70 ms later, and the whole card 50 ms
  // earlier.
  Intl.NumberFormat();
  // Compiled while it downloads.
  const module_or_path = fetch(here + wasm, /** @type {RequestInit} */ ({ priority: 'low' }));
  const [code, guard, { addNote }] = await Promise.all([import(glue), import(watch), preview]);
  await code.default({ module_or_path });
  guard.watch(wasm, elements, addNote, () => (widget = null));
  widget = code;
}

async function loadPreview() {
  const [module, text] = await Promise.all([import(outline), fetchStyle(cssFile)]);
  css = text;
  updateSheets();
  return module;
}

async function fetchStyle(file) {
  return (await fetch(here + file, /** @type {RequestInit} */ ({ priority: 'high' }))).text();
}

function updateSheets() {
  for (const sheet of sheets.values()) sheet.replaceSync(css + kioskCss);
}

/** Fulfilled when the style of wall displays is there, which few pages need. @type {Promise<void> | undefined} */
let kioskStyle;

async function addKioskStyle() {
  kioskCss = await fetchStyle(kioskFile);
  updateSheets();
}

/** A response that was requested before the wasm module is loaded. */
class EarlyResponse {
  /** @type {Promise<Response>} */
  response;
  /** The same with its text, once that was read; not for errors and long texts. */
  read;
  /** Fulfilled with `read`, or with nothing. @type {Promise<{ response: Response, text: string, receivedAt: number } | undefined>} */
  complete;

  constructor(address, options) {
    this.response = this.#ask(address, { ...options, signal: AbortSignal.timeout(timeout) });
    // The wasm module handles a failure later.
    this.complete = this.#read().catch(() => undefined);
  }

  /** A `fetch` of the page may throw. */
  async #ask(address, options) {
    return fetch(address, options);
  }

  async #read() {
    const response = await this.response;
    if (response.status !== 200) return undefined;
    const receivedAt = Date.now();
    // The original stays unread for the wasm module.
    const reader = response.clone().body.getReader();
    const decoder = new TextDecoder('utf-8', { fatal: true });
    let text = '';
    for (let bytes = 0, part = await reader.read(); !part.done; part = await reader.read()) {
      bytes += part.value.length;
      if (bytes > maxBytes) {
        // Settles only when the module has cancelled the original, too.
        reader.cancel().catch(() => {});
        return undefined;
      }
      text += decoder.decode(part.value, { stream: true });
    }
    text += decoder.decode();
    return (this.read = { response, text, receivedAt });
  }
}

/** Requests a URL, unless it was requested already. */
function ask(address, credentials, options) {
  const key = `${credentials} ${address}`;
  let response = early.get(key);
  if (!response) {
    early.set(key, (response = new EarlyResponse(address, { ...options, credentials })));
    response.complete.then(() => setTimeout(() => early.delete(key), earlyEnds));
  }
  return response;
}

/** Sends the first requests of an element. All cases that need the wasm module are left to it. */
function askEarly(element, { campaigns, api, credentials }) {
  if (element.tokenProvider || element.ownerDocument.hidden) return [];
  return campaigns.map(({ id }) => {
    const address = `${api}/v1/campaigns/${id}/stats`;
    // Never send a key. The wasm module shows the message.
    if (/sk_|bearer/i.test(address) || (early.size >= maxEarly && !early.has(`${credentials} ${address}`))) return undefined;
    return ask(address, credentials, { headers: { Accept: 'application/json' }, cache: 'no-store', redirect: 'manual' });
  });
}

/** The `lang` of the nearest ancestor, also across shadow roots. */
function inheritedLang(element) {
  for (let place = element; place; place = place.getRootNode().host) {
    const near = place.closest('[lang]');
    if (near) return near.getAttribute('lang');
  }
  return '';
}

/** The string entries of an object. */
function strings(object) {
  return Object.fromEntries(Object.entries(object ?? {}).filter(([, text]) => typeof text === 'string'));
}

/** The options that the first requests and the outline depend on; invalid ones have their default. */
function readView(element) {
  const url = element.hasAttribute('from-url') && new URLSearchParams(location.search);
  const option = (name) => (url ? url.get(name) : element.getAttribute(name))?.trim();
  const oneOf = (values, given, other) => (values.includes(given) ? given : other);
  const names = strings(element.names);
  const given = url ? url.getAll('campaign') : element.campaign.split(/\s+/).filter(Boolean);
  const ids = [...new Set(given.length > 0 ? given : Object.keys(names))];
  const label = ids.length === 1 && option('label');
  const lang = (option('lang') || inheritedLang(element)).toLowerCase().replaceAll('_', '-');
  return {
    campaigns: ids.map((id) => ({ id, label: label || names[id] || '' })),
    api: (option('api') ?? here).replace(/\/+$/, ''),
    credentials: option('credentials') === 'include' ? 'include' : 'same-origin',
    layout: oneOf(layouts, option('layout'), ids.length > 1 ? 'board' : 'card'),
    theme: oneOf(themes, option('theme'), 'auto'),
    kiosk: element.kiosk,
    // Stored numbers may be those of another person.
    history: element.tokenProvider || option('credentials') === 'include' ? 'off' : (option('history') ?? 'local'),
    refresh: Number(option('refresh')) || defaultRefresh,
    lang,
    /** Language of the texts; undefined for English, which is built in. */
    translation: translations.find((name) => name === lang.split('-')[0]),
    labels: strings(element.labels),
  };
}

/** Whether an outline may be shown: not with ids that only the wasm module can check, nor with a key. */
function isPlain({ campaigns }) {
  return campaigns.length > 0 && campaigns.every(({ id, label }) => /^\w[\w-]*$/.test(id) && !/sk_|bearer/i.test(`${id} ${label}`));
}

class CampaignStats extends HTMLElement {
  static version = version;
  static observedAttributes = [...options, 'bands'];

  #given = {};
  /** Id of this element in the wasm module. */
  #id;
  #paused = false;
  #root = document.createElement('div');
  /** What is shown until the wasm module is there. */
  #outline;
  /** Whether a changed property will be read in this task. */
  #changing = false;
  /** Whether the outline will be drawn in this task. */
  #previewing = false;
  /** Whether a message says that the module is missing, or will. */
  #hasFailed = false;
  /** Fulfilled when the outline is drawn, or will not be. @type {Promise<void> | undefined} */
  #previewed;

  static {
    for (const name of [...options, ...properties]) {
      // Every HTML element has `lang` already.
      if (name in this.prototype) continue;
      const isSwitch = switches.includes(name);
      const isOption = options.includes(name);
      Object.defineProperty(this.prototype, name, {
        get() {
          // `element.refresh()` requests new numbers, `element.refresh = 30` sets the option. Read
          // the option from the attribute.
          if (name === 'refresh') return () => this.#tell(name);
          // Same rule as in the wasm module: some frameworks write `false` as an attribute value.
          if (isSwitch) return /^\s*(true|on|1)?\s*$/.test(this.getAttribute(name));
          return isOption ? (this.getAttribute(name) ?? '') : this.#given[name];
        },
        set(value) {
          if (isSwitch) this.toggleAttribute(name, !!value);
          else if (isOption) value == null ? this.removeAttribute(name) : this.setAttribute(name, value);
          else {
            this.#given[name] = value;
            this.#changeSoon();
          }
        },
      });
    }
  }

  constructor() {
    super();
    const shadow = this.attachShadow({ mode: 'open' });
    this.#adoptStyle(shadow);
    shadow.append(this.#root);
    this.#root.addEventListener('click', ({ target }) => {
      // The module handles clicks itself.
      if (widget !== undefined || !(/** @type {Element} */ (target).closest('.pause'))) return;
      if (this.#paused) this.resume();
      else this.pause();
    });
    // A property that was set before the upgrade hides the accessor.
    for (const [name, value] of Object.entries(this)) {
      if (name in CampaignStats.prototype) {
        delete this[name];
        this[name] = value;
      }
    }
  }

  connectedCallback() {
    elements.add(this);
    const view = this.ownerDocument.defaultView;
    // The element is not told when another window ends, or comes back from the browser's cache of pages.
    if (view !== window) for (const event of windowEvents) view?.addEventListener(event, this.#onWindow);
    if (this.#id >= 0) return;
    this.#changed();
    // After the first requests.
    queueMicrotask(() => {
      started ??= start().catch((error) => {
        failed = true;
        console.error(tag, error);
      });
      started.then(() => this.#attach());
    });
  }

  disconnectedCallback() {
    // Moving an element disconnects and reconnects it. Detach only if it stays disconnected.
    queueMicrotask(() => {
      if (this.isConnected) return;
      this.#leave(this.ownerDocument.defaultView);
      this.#detach();
    });
  }

  /** The element is in another document now: of a frame, or of a window that was opened for it. */
  adoptedCallback(before) {
    this.#leave(before.defaultView);
    this.#adoptStyle(this.shadowRoot);
    this.#tell('update');
  }

  #onWindow = ({ type }) => {
    if (type === 'pagehide') {
      this.#detach();
      sheets.delete(this.ownerDocument);
    } else if (this.isConnected) this.connectedCallback();
  };

  #leave(view) {
    for (const event of windowEvents) view?.removeEventListener(event, this.#onWindow);
  }

  #adoptStyle(shadow) {
    const sheet = sheetOf(this.ownerDocument);
    if (sheet) shadow.adoptedStyleSheets = [sheet];
  }

  #detach() {
    elements.delete(this);
    this.#paused = this.#tell('detach') ?? this.#paused;
    this.#id = undefined;
  }

  attributeChangedCallback() {
    this.#changed();
  }

  /** Properties that a page sets together, also those of several elements, are read together. */
  #changeSoon() {
    if (this.#changing) return;
    this.#changing = true;
    queueMicrotask(() => this.#changeNow());
  }

  #changeNow() {
    if (!this.#changing) return;
    this.#changing = false;
    this.#changed();
  }

  /** An option has changed. Before the wasm module is there, several changes are handled at once. */
  #changed() {
    this.#tell('update');
    // Without it, a wall display has the usual type.
    if (this.kiosk) kioskStyle ??= addKioskStyle().catch(() => {});
    if (widget !== undefined || failed || this.#previewing) return;
    this.#previewing = true;
    queueMicrotask(() => {
      this.#previewing = false;
      if (this.isConnected && widget === undefined) this.#previewed = this.#preview();
    });
  }

  /** Sends the first requests, and shows the outline. */
  async #preview() {
    const view = readView(this);
    const texts = view.translation && ask(`${here}${view.translation}.txt`, 'same-origin', {});
    if (!isPlain(view)) {
      this.#say('status', 'Loading the numbers…');
      return;
    }
    const responses = askEarly(this, view);
    // `start` begins loading the module in the next microtask. If it fails, `#attach` says so.
    await undefined;
    const module = await preview?.catch(() => undefined);
    if (!module || widget !== undefined || !this.isConnected) return;
    this.#outline = module.showOutline(this.#root, view, responses, texts);
    this.#outline.setPaused(this.#paused);
  }

  #attach() {
    if (!this.isConnected || this.#id >= 0) return;
    if (widget) {
      this.#id = widget.attach(this, this.#root, here, early);
      this.#outline = undefined;
      if (this.#paused) this.pause();
    } else if (!this.#hasFailed) {
      this.#hasFailed = true;
      this.#fail();
      if (this.kiosk) setTimeout(() => location.reload(), startAgain);
    }
  }

  /** Says that the module is missing: below it, the first numbers stay, if they come. */
  async #fail() {
    await this.#previewed?.catch(() => undefined);
    await this.#outline?.settled;
    if (this.#outline?.hasNumbers) this.#outline.stop();
    else this.#say('alert', 'The numbers can’t be shown. Reload the page.');
  }

  #say(role, words) {
    this.#root.role = role;
    this.#root.textContent = words;
  }

  /** Stops refreshing until `resume()` or until other campaigns are shown. */
  pause() {
    this.#setPaused(true);
  }

  /** Continues after `pause()`. */
  resume() {
    this.#setPaused(false);
  }

  #setPaused(paused) {
    this.#paused = paused;
    this.#outline?.setPaused(paused);
    this.#tell('pause', paused);
  }

  #tell(what, value) {
    if (what !== 'update') this.#changeNow();
    return this.#id >= 0 ? widget?.[what](this.#id, value) : undefined;
  }
}

const known = customElements.get(tag);
if (!known) customElements.define(tag, CampaignStats);
else if (known.version !== version) {
  console.warn(`${tag} ${here} not used: ${known.version} is loaded`);
}
