/* The page as an app on a phone: offered at the second visit, or at the bell; never after a no. */
import { isOver } from './connection.js';
import { texts } from './view.js';
import { drawn } from './words.js';

const NO = 'no app';
const VISITS = 'visits';
const log = document.getElementById('log');
const isApp = navigator.standalone || matchMedia('(display-mode: standalone)').matches;
const isApple = /iPhone|iPad|iPod/.test(navigator.userAgent);
let prompt = null;
let isOffered = false;

/* Counted once for each tab, where the page can be an app at all. */
function visits() {
  try {
    const before = Number(localStorage.getItem(VISITS));
    if (sessionStorage.getItem(VISITS)) return before;
    sessionStorage.setItem(VISITS, '1');
    localStorage.setItem(VISITS, String(Math.min(before + 1, 2)));
    return before + 1;
  } catch {
    return 0;
  }
}

function saidNo() {
  try {
    return localStorage.getItem(NO) !== null;
  } catch {
    return true;
  }
}

function end(block) {
  block.remove();
  try {
    localStorage.setItem(NO, '1');
  } catch { /* It is asked again. */ }
}

function made(tag, words) {
  const element = document.createElement(tag);
  element.append(...drawn(words));
  return element;
}

function button(words, work) {
  const element = made('button', words);
  element.type = 'button';
  element.addEventListener('click', work);
  return element;
}

/* Under the newest message, or above what somebody types. */
function offer() {
  if (isOffered || isApp || isOver() || saidNo() || !(prompt || isApple)) return;
  isOffered = true;
  const block = document.createElement('div');
  block.className = 'note install';
  block.append(made('p', texts.installAsk));
  const row = document.createElement('div');
  row.className = 'row';
  if (prompt) {
    row.append(button(texts.installYes, () => {
      end(block);
      prompt.prompt();
    }));
  } else {
    block.append(made('p', texts.installHow), made('p', texts.installWhy));
  }
  row.append(button(texts.signsNo, () => end(block)));
  block.append(row);
  log.after(block);
}

function atBell() {
  if (log.querySelector('[data-offers]')) offer();
}

function begin() {
  if (visits() > 1) offer();
  atBell();
  new MutationObserver(atBell).observe(log, { childList: true });
}

window.addEventListener('beforeinstallprompt', (event) => {
  event.preventDefault();
  prompt = event;
  begin();
});
if (isApple && !isApp) begin();
