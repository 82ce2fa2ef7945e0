// @ts-check
/**
 * The loader: defines the element <campaign-stats>, fetches the other files when the first element
 * is connected, and shows a message if that fails. The wasm module does the rest.
 */

/** Folder of this file and all others. */
const here = new URL('.', import.meta.url).href;

// Names of the other files, and the version. `cargo xtask dist` replaces them.
const glue = './widget.js';
const wasm = 'widget_bg.wasm';
const watch = './watch.js';
const css = 'style.css';
const version = 'development';

const tag = 'campaign-stats';
const switches = ['background', 'kiosk'];
const options = ['campaign', 'api', 'refresh', 'layout', 'theme', 'label', 'lang', 'history', 'credentials', ...switches];
/** Properties without an attribute. The wasm module reads them from the element. */
const properties = ['tokenProvider', 'bands', 'labels', 'names'];

/** Languages with a text file in this folder. English is built in. */
const texts = /^(de|es|fr|pt)/;

/** Maximum number of requests in flight per page. */
const maxEarly = 6;
/** Request timeout, in milliseconds. */
const timeout = 1e4;
/** How long an early response stays valid for the wasm module, in milliseconds. */
const earlyEnds = 5e3;
/** Delay before a kiosk that could not start reloads, in milliseconds. */
const startAgain = 6e4;

/** Shared by all elements. Reserves the height of a card until the style sheet is loaded. */
const style = new CSSStyleSheet();
style.replaceSync(
  ':host{display:block}:host([hidden]){display:none}:host(:not([layout=compact])){min-height:35em}',
);

/** All connected elements. */
const elements = new Set();

/**
 * The first request of each campaign, sent before the wasm module is loaded: credentials mode and
 * URL, and the pending response. The module uses it instead of sending its own request.
 * @type {Map<string, Promise<Response>>}
 */
const early = new Map();

/** @type {Promise<void> | undefined} */
let started;
/** The wasm module while it runs; not before it is loaded or after a crash. */
let widget;

/** Fetches all files in parallel. The module is compiled while it downloads. */
async function start() {
  const module_or_path = fetch(here + wasm);
  const [code, guard, sheet] = await Promise.all([
    import(glue),
    import(watch),
    fetch(here + css),
    // The first formatter of a page is slow to create in any language, so create one while the
    // files download.
    Intl.NumberFormat(),
  ]);
  await code.default({ module_or_path });
  style.replaceSync(await sheet.text());
  guard.watch(wasm, elements, () => (widget = null));
  widget = code;
}

/** Sends the first requests early. All cases that need the wasm module are left to it. */
function askEarly(element) {
  const url = element.hasAttribute('from-url') && new URLSearchParams(location.search);
  const option = (name) => (url ? url.get(name) : element.getAttribute(name));
  const ids = url ? url.getAll('campaign') : element.campaign.split(/\s+/);
  const credentials = option('credentials') === 'include' ? 'include' : 'same-origin';
  if (element.tokenProvider || document.hidden) return;
  const language = texts.exec(option('lang') ?? element.closest('[lang]')?.lang);
  if (language) ask(here + language[0] + '.txt', 'same-origin', {});
  for (const id of ids) {
    const address = `${(option('api') ?? here).replace(/\/+$/, '')}/v1/campaigns/${id}/stats`;
    // Never send a key. The wasm module shows the message.
    if (/^\w[\w-]*$/.test(id) && !/sk_/.test(address) && early.size < maxEarly) {
      ask(address, credentials, { headers: { Accept: 'application/json' }, cache: 'no-store', redirect: 'manual' });
    }
  }
}

function ask(address, credentials, how) {
  const key = credentials + ' ' + address;
  if (early.has(key)) return;
  const answer = fetch(address, { ...how, credentials, signal: AbortSignal.timeout(timeout) });
  early.set(key, answer);
  // The wasm module handles a failure later. Avoid an unhandled rejection until then.
  answer.catch(() => {}).then(() => setTimeout(() => early.delete(key), earlyEnds));
}

class CampaignStats extends HTMLElement {
  static version = version;
  static observedAttributes = [...options, 'bands'];

  #given = {};
  /** Id of this element in the wasm module. */
  #id;
  #paused = false;
  #root = document.createElement('div');

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
            this.#tell('update');
          }
        },
      });
    }
  }

  constructor() {
    super();
    const shadow = this.attachShadow({ mode: 'open' });
    shadow.adoptedStyleSheets = [style];
    shadow.append(this.#root);
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
    if (this.#id >= 0) return;
    if (!widget) {
      askEarly(this);
      this.#say('status', 'Loading the numbers…');
    }
    started ??= start().catch((error) => console.error(tag, error));
    started.then(() => this.#attach());
  }

  disconnectedCallback() {
    // Moving an element disconnects and reconnects it. Detach only if it stays disconnected.
    queueMicrotask(() => {
      if (this.isConnected) return;
      elements.delete(this);
      this.#tell('detach');
      this.#id = undefined;
    });
  }

  attributeChangedCallback() {
    this.#tell('update');
  }

  #attach() {
    if (!this.isConnected || this.#id >= 0) return;
    if (widget) {
      this.#id = widget.attach(this, this.#root, here, early);
      if (this.#paused) this.pause();
    } else {
      this.#say('alert', 'The numbers can’t be shown. Reload the page.');
      if (this.kiosk) setTimeout(() => location.reload(), startAgain);
    }
  }

  #say(role, words) {
    this.#root.role = role;
    this.#root.textContent = words;
  }

  /** Stops refreshing until `resume()` or until other campaigns are shown. */
  pause() {
    this.#tell('pause', (this.#paused = true));
  }

  /** Continues after `pause()`. */
  resume() {
    this.#tell('pause', (this.#paused = false));
  }

  #tell(what, value) {
    if (this.#id >= 0) widget?.[what](this.#id, value);
  }
}

const known = customElements.get(tag);
if (!known) customElements.define(tag, CampaignStats);
else if (known.version !== version) {
  console.warn(`${tag} ${here} not used: ${known.version} is loaded`);
}
