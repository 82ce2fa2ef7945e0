// @ts-check
/**
 * The element <campaign-stats>: defines it at once, fetches the rest when the first one is on a
 * page, and says so where that fails. All else is done by the wasm.
 */

/** The folder of this file, where all others lie. */
const here = new URL('.', import.meta.url).href;

// The names of the other files, and of this release; `cargo xtask dist` puts its own here.
const glue = './widget.js';
const wasm = 'widget_bg.wasm';
const watch = './watch.js';
const css = 'style.css';
const version = 'development';

const tag = 'campaign-stats';
const switches = ['background', 'kiosk'];
const options = ['campaign', 'api', 'refresh', 'layout', 'theme', 'label', 'lang', 'history', 'credentials', ...switches];
/** What no attribute can hold. The wasm reads it from the element. */
const properties = ['tokenProvider', 'bands', 'labels', 'names'];

/** The languages whose texts are files beside this one; English is built in. */
const texts = /^(de|es|fr|pt)/;

/** As many requests as a page may have under way. */
const maxEarly = 6;
/** How long a request may take, in milliseconds. */
const timeout = 1e4;
/** How long an early answer waits for the wasm, in milliseconds: later it would be old. */
const earlyEnds = 5e3;
/** How long a kiosk waits before it tries again to start, in milliseconds. */
const startAgain = 6e4;

/** Shared by all elements. Until it has come, as much room as a card takes, so that little moves. */
const style = new CSSStyleSheet();
style.replaceSync(
  ':host{display:block}:host([hidden]){display:none}:host(:not([layout=compact])){min-height:35em}',
);

/** All that are on the page. */
const elements = new Set();

/**
 * The first request of each campaign, sent before the wasm is there to send it: the choice of
 * credentials and the URL, and the answer to come. The wasm takes it from here in place of
 * sending its own.
 * @type {Map<string, Promise<Response>>}
 */
const early = new Map();

/** @type {Promise<void> | undefined} */
let started;
/** The wasm, once it runs; not before, and not after it has broken. */
let widget;

/** Fetches everything side by side; the wasm is compiled while it arrives. */
async function start() {
  const module_or_path = fetch(here + wasm);
  const [code, guard, sheet] = await Promise.all([
    import(glue),
    import(watch),
    fetch(here + css),
    // While all that is on its way: for the first formatter of a page, of whatever language, a
    // browser takes as long as for all else here. The wasm makes the next ones.
    Intl.NumberFormat(),
  ]);
  await code.default({ module_or_path });
  style.replaceSync(await sheet.text());
  guard.watch(wasm, elements, () => (widget = null));
  widget = code;
}

/** Sends what the wasm would send at once. What it would not, or not like this, is left to it. */
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
    // A key has no place here. The wasm says so.
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
  // The wasm hears of a failure when it looks; before that nobody needs to.
  answer.catch(() => {}).then(() => setTimeout(() => early.delete(key), earlyEnds));
}

class CampaignStats extends HTMLElement {
  static version = version;
  static observedAttributes = [...options, 'bands'];

  #given = {};
  /** What the wasm calls this element. */
  #id;
  #paused = false;
  #root = document.createElement('div');

  static {
    for (const name of [...options, ...properties]) {
      // `lang` is every element's own.
      if (name in this.prototype) continue;
      const isSwitch = switches.includes(name);
      const isOption = options.includes(name);
      Object.defineProperty(this.prototype, name, {
        get() {
          // `element.refresh()` asks for fresh numbers now; `element.refresh = 30` sets the option,
          // as the attribute does, from which it can be read.
          if (name === 'refresh') return () => this.#tell(name);
          // As the wasm reads it: frameworks write a boolean that is false out, too.
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
    // A property set before this class was there hides the accessor.
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
    // A move in the page disconnects and connects: only what stays away is ended.
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
      this.#say('alert', 'The campaign numbers can’t be shown. Reload the page, or contact its administrator.');
      if (this.kiosk) setTimeout(() => location.reload(), startAgain);
    }
  }

  #say(role, words) {
    this.#root.role = role;
    this.#root.textContent = words;
  }

  /** Stops asking until `resume()`. */
  pause() {
    this.#tell('pause', (this.#paused = true));
  }

  /** Goes on after `pause()`. */
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
  console.warn(`${tag}: ${here} is not used, because version ${known.version} is already loaded`);
}
