// @ts-check
/**
 * Script of `embed.html`: starts the module. The page names its files, whose names get a hash in a release.
 *
 * @param {string} selector
 */
const address = (selector) => /** @type {HTMLLinkElement} */ (document.querySelector(selector)).href;

try {
  const { default: start } = await import(address('link[rel=modulepreload]'));
  await start({ module_or_path: address('link[as=fetch]') });
} catch (error) {
  const wait = document.querySelector('#page .embed-wait');
  if (wait) wait.textContent = 'This page could not be loaded. Reload it to try again.';
  throw error;
}
