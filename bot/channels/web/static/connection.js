/* The connection to the server: a question with a time limit, a pause that ends early when the
   connection is back, and what the visitor is told about it. */
import { showConnection, texts } from './view.js';

/* Whether this browser can do what these modules need; in one that cannot the forms work. */
export const canTalk = ['fetch', 'AbortController', 'crypto'].every((name) => self[name]);

const PAUSES = [1, 2, 4, 8, 15];
const failing = { say: false, poll: false };
const wakers = new Set();
let isHungUp = false;

export function address(path, more = '') {
  const query = more && (texts.query ? '&' : '?') + more;
  return path + texts.query + query;
}

export async function call(url, options, seconds, stop = new AbortController()) {
  const timer = setTimeout(() => stop.abort(), seconds * 1000);
  try {
    return await fetch(url, { ...options, signal: stop.signal });
  } finally {
    clearTimeout(timer);
  }
}

/* What the server answered; nothing where that is something else. */
export function read(said) {
  try {
    return JSON.parse(said) || {};
  } catch {
    return {};
  }
}

/* Whoever tries again waits longer each time, and never all pages at the same moment. */
export function pauseAfter(tries) {
  return PAUSES[Math.min(tries, PAUSES.length - 1)];
}

export function pause(seconds) {
  return new Promise((resolve) => {
    function wake() {
      clearTimeout(timer);
      wakers.delete(wake);
      resolve();
    }
    const timer = setTimeout(wake, seconds * 1000 * (0.75 + Math.random() / 2));
    wakers.add(wake);
  });
}

export function endPauses() {
  wakers.forEach((wake) => wake());
}

/* `what` is 'say' or 'poll': either may fail while the other works. */
export function report(what, isFailing) {
  const wasTroubled = isTroubled();
  failing[what] = isFailing;
  if (wasTroubled !== isTroubled()) showConnection(!isTroubled());
}

export function isTroubled() {
  return failing.say || failing.poll;
}

export function cannotSend() {
  return failing.say;
}

/* The visitor left: from now on nothing is sent, asked or kept. */
export function hangUp() {
  isHungUp = true;
}

export function isOver() {
  return isHungUp;
}
