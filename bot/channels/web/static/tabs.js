/* What all tabs of this browser do together: leave at once, or forget; and beginning anew. */
import { address, hangUp } from './connection.js';
import { keep, recall } from './kept.js';
import { isOtherDay } from './moments.js';
import { drop } from './poll.js';
import { isWaiting } from './queue.js';
import { texts } from './view.js';

const LEAVE = 'leave';
const RESTED = 'rested';
const others = self.BroadcastChannel ? new BroadcastChannel('leave') : null;

export function leave() {
  // Should the server not hear us now, the next visit starts empty all the same.
  document.cookie = 'left=1; Path=/; SameSite=Lax; Max-Age=31536000';
  // No form of another page can send this kind. On the tablet of a room the next page does it: the
  // answer to this would take the cookie of the next person.
  if (!texts.away.startsWith('/')) navigator.sendBeacon('/leave', new Blob(['{}'], { type: 'application/json' }));
  if (others) others.postMessage(LEAVE);
  goAway();
}

/* Nobody did anything here for a while, or somebody left elsewhere: the next one sees the first
   screen, and says by themselves that they are there. */
export function beginAnew() {
  forgetAll();
  try {
    sessionStorage.setItem(RESTED, 'true');
  } catch { /* The page says hello by itself once more. */ }
  location.replace(address('/'));
}

/* Whether this page began anew by itself; asked once. */
export function hasRested() {
  try {
    const rested = sessionStorage.getItem(RESTED);
    sessionStorage.removeItem(RESTED);
    return rested !== null;
  } catch {
    return false;
  }
}

/* Whether what this tab keeps is to go: it was emptied elsewhere, which no message tells it any more,
   or the page is of somebody else now, because whoever sat here left or was away for too long. */
export function isStale() {
  const [emptied, whose] = [Number(texts.hidden), recall('whose', '')];
  const wasEmptied = emptied > recall('emptied', emptied);
  const isAnother = Boolean(whose) && whose !== texts.whose;
  keep('emptied', Math.max(emptied, recall('emptied', 0)));
  if (isAnother) keep('whose', '');
  return wasEmptied || isAnother;
}

/* The words around the conversation follow the language that was chosen in it, and the day. */
export function speakAs(language) {
  const { lang } = document.documentElement;
  const isKnown = !language || language === lang || recall('spoken') === language;
  const isSpeaking = document.querySelector('#spoken:not([hidden])');
  if ((isKnown && !isOtherDay()) || isWaiting() || isSpeaking) return;
  keep('spoken', language);
  keep('focused', document.activeElement.id === 'text');
  location.reload();
}

/* Nothing of us stays in this browser, and no sign of what comes for whoever left. */
function endWorker() {
  const worker = navigator.serviceWorker && navigator.serviceWorker.controller;
  if (worker) worker.postMessage(LEAVE);
  try {
    localStorage.clear();
  } catch { /* Nothing was kept there. */ }
}

function goAway() {
  endWorker();
  forgetAll();
  drop();
  document.title = '';
  location.replace(texts.away);
}

function forgetAll() {
  hangUp();
  try {
    sessionStorage.clear();
  } catch { /* Nothing was kept there. */ }
  document.body.textContent = '';
}

let escapedAt = -Infinity;
document.addEventListener('keydown', (event) => {
  if (event.key !== 'Escape' || event.repeat) return;
  if (event.timeStamp - escapedAt < 1500) leave();
  escapedAt = event.timeStamp;
});

/* A message emptied this tab. */
export function tellTabs(message) {
  if (others) others.postMessage(message);
}

export function listenToTabs(empty) {
  if (!others) return;
  others.addEventListener('message', ({ data }) => {
    if (data === LEAVE) goAway();
    else empty(data);
  });
}
