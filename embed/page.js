// @ts-check
/**
 * Lets a page that embeds the page form in an iframe fit it: asked once with the message
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
