// @ts-check
/**
 * Handles a crash of the wasm module. The loader fetches this file together with the module, so that
 * it is available without a network.
 */

const STOPPED = 'Live updates have stopped because of an error. ';

/** Minimum and maximum delay before a kiosk reloads, in milliseconds. */
const FIRST_PAUSE = 5_000;
const LONGEST_PAUSE = 300_000;
/** After this uptime, in milliseconds, a crash starts with the minimum delay again. */
const RAN_WELL = 600_000;

/**
 * Watches for a crash of the wasm module. After a crash the content stays, with a message and a
 * reload button. The style sheet then replaces the age, which no longer updates, by the time of the
 * numbers.
 * @param {string} wasm file name of the module
 * @param {Set<HTMLElement & { kiosk: boolean }>} elements all elements on the page
 * @param {(root: Element, words: string) => void} addNote shows a message above the content
 * @param {() => void} broke called after a crash
 */
export function watch(wasm, elements, addNote, broke) {
  const look = (event) => {
    if (!isOurs(event.error ?? event.reason, wasm)) return;
    removeEventListener('error', look);
    removeEventListener('unhandledrejection', look);
    broke();
    for (const element of elements) addNote(element.shadowRoot.firstElementChild, STOPPED);
    if ([...elements].some((element) => element.kiosk)) reloadLater();
  };
  addEventListener('error', look);
  addEventListener('unhandledrejection', look);
}

/** Whether an error came from the wasm module. Its memory is then in an undefined state. */
function isOurs(error, wasm) {
  const stack = String(error?.stack);
  // A trap may have no stack frame with a file name.
  const trap = error instanceof WebAssembly.RuntimeError && !stack.includes('.wasm');
  return trap || stack.includes(wasm);
}

/** Reloads a kiosk, which nobody operates. Delays grow, to limit the load of repeated crashes. */
function reloadLater() {
  const key = 'campaign-stats-pause';
  let pause = LONGEST_PAUSE;
  try {
    const last = performance.now() < RAN_WELL ? Number(sessionStorage.getItem(key)) : 0;
    pause = Math.min(last * 2 || FIRST_PAUSE, LONGEST_PAUSE);
    sessionStorage.setItem(key, String(pause));
  } catch {
    // Without storage, use the maximum delay.
  }
  setTimeout(() => location.reload(), pause);
}
