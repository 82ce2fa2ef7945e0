// @ts-check
/**
 * What the page form has besides the element. Where its address names no campaign, it shows those
 * of `campaigns.json` beside it: a list of `{ "id", "label" }`.
 *
 * And it lets a page that embeds it in an iframe fit it: asked once with the message
 * `{ type: 'campaign-stats-height?' }`, it answers `{ type: 'campaign-stats-height', height }`, in
 * CSS pixels, now and after every change. Only a parent is answered, and only at the origin that
 * asked; a height is all that it learns.
 */

const QUESTION = 'campaign-stats-height?';
const ANSWER = 'campaign-stats-height';

const element = /** @type {HTMLElement} */ (document.querySelector('campaign-stats'));

/** Those who have asked, by origin. */
const askers = new Set();

addEventListener('message', ({ data, origin, source }) => {
  if (data?.type !== QUESTION || source !== parent || source === window) return;
  // From now on it is as high as its content, not at least as high as the frame.
  element.toggleAttribute('fit', true);
  askers.add(origin);
  answer(origin);
});

new ResizeObserver(() => askers.forEach(answer)).observe(element);

/** @param {string} origin */
function answer(origin) {
  const height = Math.ceil(element.getBoundingClientRect().height);
  // The origin of a file or of a sandboxed frame is "null", which can't be addressed.
  parent.postMessage({ type: ANSWER, height }, origin === 'null' ? '*' : origin);
}

/** Without a list, or with one that can't be read, the element asks for an id. */
async function showListed() {
  const list = await (await fetch('campaigns.json')).json();
  // One entry that is of no use does not spoil the others.
  const listed = list.filter((entry) => typeof entry?.id === 'string');
  element.names = Object.fromEntries(listed.map(({ id, label }) => [id, label ?? '']));
}

const asked = new URLSearchParams(location.search);
if (!asked.has('campaign')) showListed().catch(() => {});

// Who looks after a crash looks at the element.
const kiosk = asked.get('kiosk')?.trim();
if (kiosk !== undefined && !['false', 'off', '0'].includes(kiosk)) element.toggleAttribute('kiosk', true);
