/* What the visitor says: kept in this tab only (sessionStorage), sent one by one, each until the
   server has it. */
import {
  address, call, cannotSend, endPauses, isOver, pause, pauseAfter, read, report,
} from './connection.js';
import { keep, recall } from './kept.js';
import { endWait, expectAnswer, moment } from './moments.js';
import {
  addBubble, hideStart, insertBubble, markBubbles, newestId, notify, removeBubble, rewordBubble,
  texts,
} from './view.js';

const KEPT = 100;
// A counter changes its own message at once; only another answer needs the question above it.
const MOMENT = 800;

/* What waits to be sent; the words that are shown; the taps whose words are not shown yet. */
// A recording is in the memory of the tab only: loaded anew, it is lost, and its bubble says so.
const queue = recall('queue', []).filter((turn) => !turn.isSpoken);
const own = recall('own', []);
const taps = [];
let isSending = false;

export function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

export function isWaiting() {
  return queue.length > 0;
}

/* --- Sending */

export function enqueue(turn) {
  if (!queue.some((other) => other.id === turn.id)) queue.push(turn);
  keep('queue', queue);
  hideStart();
  expectAnswer();
  endPauses();
  sendAll();
}

export async function sendAll() {
  if (isSending) return;
  isSending = true;
  for (let tries = 0; isWaiting() && !isOver();) {
    const turn = queue[0];
    const answer = await send(turn);
    // This browser keeps no cookies: nothing of it is ever heard here, and a page says so.
    if (answer && answer.status === 428) location.replace(address('/cookies'));
    // Very many new people came from this network today: a page says what is open, and whom to call.
    if (answer && answer.status === 429) location.replace(address('/crowded'));
    if (answer && answer.status < 500) {
      await settle(turn, answer);
      tries = 0;
    } else {
      await waitAfter(answer, tries);
      tries += 1;
    }
  }
  isSending = false;
}

function send(turn) {
  if (turn.send) return turn.send().catch(() => null);
  const request = {
    method: 'POST', body: JSON.stringify(turn), headers: { 'Content-Type': 'application/json' },
  };
  return call(address('/say'), request, 30).catch(() => null);
}

/* The server has the first of the queue, or will never take it. */
async function settle(turn, answer) {
  const said = await answer.text().catch(() => '');
  if (isOver()) return;
  if (answer.ok) {
    // From now on what this tab keeps is of somebody we know, in the language that they came with.
    keep('whose', texts.whose);
    const { lasting } = texts;
    if (texts.query !== lasting) history.replaceState(null, '', location.pathname + lasting);
    texts.query = lasting;
  }
  // The screen may have been emptied meanwhile, with all that waited.
  if (queue[0] === turn) {
    queue.shift();
    keep('queue', queue);
    if (!answer.ok) lose(turn, said);
    else take(turn, read(said));
  }
  report('say', false);
  mark();
}

/* What the server says of a turn that it has: its answer has to wait; or words with a private number
   in them were kept without it, and so does this tab. */
function take(turn, { slowed, text: kept }) {
  if (slowed) notify(slowed);
  const words = own.find((other) => other.id === turn.id);
  if (!words) return;
  Object.assign(words, { lost: '' }, kept && { text: kept });
  keep('own', own);
  if (kept) rewordBubble(turn.id, kept);
}

function waitAfter(answer, tries) {
  endWait();
  report('say', true);
  mark();
  return pause(Math.max(Number(answer && answer.headers.get('Retry-After')), pauseAfter(tries)));
}

function lose(turn, why) {
  endWait();
  reveal(taps.find((other) => other.words.id === turn.id));
  const words = own.find((other) => other.id === turn.id);
  if (words) words.lost = `${texts.lost} ${why.slice(0, 200)}`;
  keep('own', own);
}

/* --- The visitor's own words on the page */

/* `lost` is what stands under them where they are neither waiting nor arrived. */
export function show(id, text, lost = '') {
  showWords({ id, text, lost, after: newestId(), ...moment() });
}

function showWords(words) {
  own.push(words);
  own.splice(0, own.length - KEPT);
  keep('own', own);
  addBubble(words);
  mark();
}

export function showKept() {
  own.forEach(insertBubble);
  mark();
}

export function forgetOwn() {
  own.length = 0;
  taps.length = 0;
  queue.length = 0;
  keep('own', own);
  keep('queue', queue);
  document.dispatchEvent(new Event('emptied'));
}

function mark() {
  markBubbles((id) => {
    if (queue.some((turn) => turn.id === id)) return cannotSend() ? texts.waiting : '';
    return (own.find((other) => other.id === id) || {}).lost || '';
  });
}

/* --- Taps: their words are shown only when something else than their own message answers */

export function tap(message, token, label, said) {
  const id = newId();
  const words = { id, text: label, after: newestId(), ...moment() };
  const made = { message, isShown: false, words };
  taps.push(made);
  setTimeout(() => {
    if (taps.includes(made)) reveal(made);
  }, MOMENT);
  enqueue(said ? { id, text: said } : { id, tap: token, message });
}

/* An answer came, in place of this message or as a new one; whether a tap of ours asked for it. */
export function answerTap(message) {
  const index = taps.findIndex((other) => other.message === message);
  if (index >= 0) {
    const [answered] = taps.splice(index, 1);
    if (answered.isShown) hide(answered.words);
    return true;
  }
  const made = message ? null : taps.shift();
  reveal(made);
  return Boolean(made);
}

function reveal(hidden) {
  if (!hidden || hidden.isShown) return;
  hidden.isShown = true;
  showWords(hidden.words);
}

function hide(words) {
  const index = own.indexOf(words);
  if (index >= 0) own.splice(index, 1);
  keep('own', own);
  removeBubble(words.id);
}
