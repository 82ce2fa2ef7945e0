// @ts-check
/**
 * Script of the demo pages. It runs before the loader: it names the campaigns of the board, and puts their past
 * where the widget stores its histories, so that trends show at once.
 *
 * An ordinary page needs none of this.
 */

/** @type {{ id: string, label: string, history?: string }[]} */
const campaigns = JSON.parse(document.getElementById('campaigns')?.textContent ?? '[]');

const board = /** @type {any} */ (document.querySelector('campaign-stats[layout=board]'));
board.names = Object.fromEntries(campaigns.map(({ id, label }) => [id, label]));

/** Replaces what the browser has stored: the sandbox knows the whole past, and an earlier run had another one. */
function storePast() {
  for (const { id, history } of campaigns) {
    const endpoint = new URL(`../v1/campaigns/${id}/stats`, location.href);
    if (history) localStorage.setItem(`campaign-stats history ${endpoint}`, history);
  }
}

try {
  storePast();
} catch {
  // Storage may be forbidden or full. Then trends begin now.
}

// Counts decrease only if the sandbox was restarted. Its new past comes with the page.
addEventListener('campaign-stats-update', (event) => {
  const { changes } = /** @type {CustomEvent} */ (event).detail;
  if (changes.sent < 0) location.reload();
});

/** `trunk serve` adds a script to the widget's own page that reloads it after a build. This page does the same. */
async function reloadAfterBuild() {
  const socket = '.well-known/trunk/ws';
  const page = await (await fetch('..')).text();
  if (!page.includes(socket)) return;
  const address = new URL(`../${socket}`, location.href);
  address.protocol = address.protocol.replace('http', 'ws');
  new WebSocket(address).onmessage = ({ data }) => {
    if (JSON.parse(data).type === 'reload') location.reload();
  };
}

addEventListener('load', () => reloadAfterBuild().catch(() => {}));
