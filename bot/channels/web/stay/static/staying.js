/* Staying in touch: this browser shows a sign when there is news, for whoever wants that.
   The page is the same without it. */
import { isOver, read } from './connection.js';
import { texts } from './view.js';
import { drawn } from './words.js';

const NO = 'no signs';
const log = document.getElementById('log');
const canWork = 'serviceWorker' in navigator;
const canShow = canWork && 'PushManager' in window && 'Notification' in window;

/* --- Whether somebody said no, for as long as this browser keeps it */

function saidNo() {
  try {
    return localStorage.getItem(NO) !== null;
  } catch {
    return false;
  }
}

function keepNo() {
  try {
    localStorage.setItem(NO, '1');
  } catch { /* It is asked again. */ }
}

/* --- What the server and the service of this browser say */

async function ourKey() {
  const answer = await fetch('/push');
  return answer.ok ? read(await answer.text()) : {};
}

function post(said) {
  return fetch('/push', {
    method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(said),
  });
}

function bytesOf(key) {
  const text = atob(key.replace(/-/g, '+').replace(/_/g, '/'));
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0));
}

async function signsOf(registration) {
  return registration && registration.pushManager ? registration.pushManager.getSubscription() : null;
}

/* An address for signs, made with the key that the server has now; the one before it ends. */
async function subscribe(registration) {
  const { key, number } = await ourKey();
  if (!key) throw new Error('No signs here.');
  const before = await signsOf(registration);
  const instead = before ? before.endpoint : '';
  if (before) await before.unsubscribe();
  const made = await registration.pushManager.subscribe({
    userVisibleOnly: true, applicationServerKey: bytesOf(key),
  });
  const answer = await post({ ...made.toJSON(), number, instead });
  if (answer.ok) return;
  await made.unsubscribe();
  throw new Error(`The server answered ${answer.status}.`);
}

/* --- The offer: at a message that says so, never by itself */

function element(tag, words) {
  const made = document.createElement(tag);
  made.append(...drawn(words));
  return made;
}

function offer(article) {
  const old = log.querySelector('.offer');
  if (old) old.remove();
  const block = document.createElement('div');
  block.className = 'note offer';
  const yes = element('button', texts.signsYes);
  const no = element('button', texts.signsNo);
  const row = document.createElement('div');
  row.className = 'row';
  row.append(yes, no);
  block.append(element('p', texts.signsAsk), element('p', texts.signsWhat), row);
  yes.type = 'button';
  no.type = 'button';
  yes.addEventListener('click', () => take(block));
  no.addEventListener('click', () => {
    keepNo();
    block.remove();
  });
  article.after(block);
  block.scrollIntoView({ block: 'nearest' });
}

async function take(block) {
  block.querySelectorAll('button').forEach((button) => { button.disabled = true; });
  try {
    if (await Notification.requestPermission() !== 'granted') {
      block.replaceChildren(element('p', texts.signsRefused));
      return;
    }
    await register();
    await subscribe(await navigator.serviceWorker.ready);
    texts.signs = 'on';
    block.remove();
  } catch {
    block.replaceChildren(element('p', texts.signsNot));
  }
}

function look() {
  const newest = log.querySelector('.bot:last-of-type') && [...log.querySelectorAll('.bot')].pop();
  const offered = log.querySelector('.offer');
  if (!newest || !('offers' in newest.dataset)) {
    if (offered) offered.remove();
  } else if (!offered || offered.previousElementSibling !== newest) {
    if (canShow && texts.signs !== 'on' && Notification.permission !== 'denied' && !saidNo()) {
      offer(newest);
    }
  }
}

/* --- What this browser does stays what the server knows of it */

function register() {
  return navigator.serviceWorker.register('/sw.js');
}

async function agree() {
  const registration = await navigator.serviceWorker.getRegistration();
  const signs = await signsOf(registration);
  if (!texts.signs) {
    // Whoever took signs here is gone: they were of somebody else.
    if (signs) await signs.unsubscribe();
  } else if (Notification.permission !== 'granted') {
    await post({ off: true });
  } else if (!signs || texts.signs === 'old') {
    await register();
    await subscribe(await navigator.serviceWorker.ready);
  }
}

/* Something emptied the page: it may be that no signs are shown here any more. */
async function lookAgain() {
  const { signs } = await ourKey();
  texts.signs = signs || '';
  await agree();
}

async function closeSigns() {
  if (document.hidden || !canShow) return;
  const registration = await navigator.serviceWorker.getRegistration();
  const shown = registration && registration.getNotifications ? await registration.getNotifications() : [];
  shown.forEach((sign) => sign.close());
}

function quietly(work) {
  return () => {
    if (!isOver()) work().catch(() => {});
  };
}

/* What is shown without a connection is as new as this page. */
async function keepOffline() {
  await register();
  const { active } = await navigator.serviceWorker.ready;
  active.postMessage({ language: document.documentElement.lang });
}

if (canWork) {
  // After all that somebody waits for.
  setTimeout(quietly(keepOffline), 2000);
}
if (canShow) {
  new MutationObserver(look).observe(log, { childList: true });
  look();
  quietly(agree)();
  quietly(closeSigns)();
  document.addEventListener('visibilitychange', quietly(closeSigns));
  if (self.BroadcastChannel) {
    new BroadcastChannel('leave').addEventListener('message', quietly(lookAgain));
  }
}
