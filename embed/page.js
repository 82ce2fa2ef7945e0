// @ts-check
/**
 * Script of the standalone page. If the address names no campaign, it shows those of
 * `campaigns.json` in the same folder: a list of `{ "id", "label" }`, or an object with that list as
 * `campaigns` and the address of a start page as `page`. An address without a query leads to the
 * start page.
 *
 * It also reports its height to an embedding page. After the message
 * `{ type: 'campaign-stats-height?' }` it posts `{ type: 'campaign-stats-height', height }`, in CSS
 * pixels, at once and after every change. It answers only the parent window, at the origin of the
 * message.
 */

const QUESTION = 'campaign-stats-height?';
const ANSWER = 'campaign-stats-height';

const element = /** @type {HTMLElement} */ (document.querySelector('campaign-stats'));

/** Origins that requested the height. */
const askers = new Set();

addEventListener('message', ({ data, origin, source }) => {
  if (data?.type !== QUESTION || source !== parent || source === window) return;
  // From now on the page is as high as its content, not at least as high as the frame.
  element.toggleAttribute('fit', true);
  askers.add(origin);
  answer(origin);
});

new ResizeObserver(() => askers.forEach(answer)).observe(element);

/** @param {string} origin */
function answer(origin) {
  const height = Math.ceil(element.getBoundingClientRect().height);
  // The origin of a file or a sandboxed frame is "null", which is not a valid target origin.
  parent.postMessage({ type: ANSWER, height }, origin === 'null' ? '*' : origin);
}

/** Without a valid list, the element shows that no campaign is selected. */
async function showListed() {
  const file = await (await fetch('campaigns.json')).json();
  const start = location.search === '' && startPage(file.page);
  if (start) {
    location.replace(start);
    return;
  }
  const list = file.campaigns ?? file;
  // Skip invalid entries.
  const listed = list.filter((entry) => typeof entry?.id === 'string');
  element.names = Object.fromEntries(listed.map(({ id, label }) => [id, label ?? '']));
}

/**
 * The address of a start page that may be opened. A frame shows the list: a start page that frames
 * this page would frame itself.
 * @param {unknown} page
 */
function startPage(page) {
  if (typeof page !== 'string' || window !== parent) return undefined;
  const target = URL.canParse(page, location.href) ? new URL(page, location.href) : undefined;
  const isHere = target?.pathname === location.pathname && target.search === '';
  if (target?.origin === location.origin && !isHere) return target.href;
  console.warn('campaign-stats', `page ${page} of campaigns.json not opened: not another page of this origin`);
  return undefined;
}

const asked = new URLSearchParams(location.search);
if (!asked.has('campaign')) showListed().catch(() => {});

// watch.js reads `kiosk` from the element.
const kiosk = asked.get('kiosk')?.trim();
if (kiosk !== undefined && !['false', 'off', '0'].includes(kiosk)) element.toggleAttribute('kiosk', true);
