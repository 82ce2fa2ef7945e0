// @ts-check
/**
 * Script of the standalone page. If the address names no campaign, it shows those of
 * `campaigns.json` in the same folder: a list of `{ "id", "label" }`.
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
  const list = await (await fetch('campaigns.json')).json();
  // Skip invalid entries.
  const listed = list.filter((entry) => typeof entry?.id === 'string');
  element.names = Object.fromEntries(listed.map(({ id, label }) => [id, label ?? '']));
}

const asked = new URLSearchParams(location.search);
if (!asked.has('campaign')) showListed().catch(() => {});

// watch.js reads `kiosk` from the element.
const kiosk = asked.get('kiosk')?.trim();
if (kiosk !== undefined && !['false', 'off', '0'].includes(kiosk)) element.toggleAttribute('kiosk', true);
