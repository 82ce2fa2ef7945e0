// @ts-check
/**
 * What becomes of the elements when the wasm breaks. The loader fetches this beside the wasm, so
 * that it is there when it is wanted, network or not.
 */

const STOPPED = 'Live updates have stopped because of an error. ';

/** The shortest and the longest pause before a kiosk reloads, in milliseconds. */
const FIRST_PAUSE = 5_000;
const LONGEST_PAUSE = 300_000;
/** What ran as long as this, in milliseconds, is not the same trouble as before. */
const RAN_WELL = 600_000;

/**
 * Looks after the wasm until it breaks. Then it leaves what is on the screen, says that it is
 * over, and offers what can be done. Of when the numbers are, they say themselves: an age that no
 * longer ticks gives way to the time that is else printed.
 * @param {string} wasm the name of its file
 * @param {Set<HTMLElement & { kiosk: boolean }>} elements all that are on the page
 * @param {() => void} broke called when it has broken
 */
export function watch(wasm, elements, broke) {
  const look = (event) => {
    if (!isOurs(event.error ?? event.reason, wasm)) return;
    removeEventListener('error', look);
    removeEventListener('unhandledrejection', look);
    broke();
    for (const element of elements) note(element.shadowRoot.firstElementChild);
    if ([...elements].some((element) => element.kiosk)) reloadLater();
  };
  addEventListener('error', look);
  addEventListener('unhandledrejection', look);
}

/** Whether an error came out of the wasm. Then its memory can no longer be trusted. */
function isOurs(error, wasm) {
  const stack = String(error?.stack);
  // As a trap looks from outside, no frame of it may name a file.
  const trap = error instanceof WebAssembly.RuntimeError && !stack.includes('.wasm');
  return trap || stack.includes(wasm);
}

/** Puts words above whatever is there, and a button that begins anew. */
function note(root) {
  const note = document.createElement('p');
  note.role = 'alert';
  note.className = 'fallback';
  const button = document.createElement('button');
  button.textContent = 'Reload';
  button.onclick = () => location.reload();
  note.append(STOPPED, button);
  root.dataset.broken = '';
  root.prepend(note);
}

/** A kiosk has nobody to press a button. The pauses grow, so that it is no load when it fails for long. */
function reloadLater() {
  const key = 'campaign-stats-pause';
  let pause = LONGEST_PAUSE;
  try {
    const last = performance.now() < RAN_WELL ? Number(sessionStorage.getItem(key)) : 0;
    pause = Math.min(last * 2 || FIRST_PAUSE, LONGEST_PAUSE);
    sessionStorage.setItem(key, String(pause));
  } catch {
    // Without storage every pause is the longest.
  }
  setTimeout(() => location.reload(), pause);
}
