/* The tablet of a room: after a minute without a touch it is as if nobody was here.
   Leave does that, as it does for everybody; so it works whatever else does not. */
const WARNS = 50;
const FORGETS = 60;
const page = document.documentElement;
let touchedAt = Date.now();
let isTouched = false;
let warning = null;

function made(tag, words) {
  const element = document.createElement(tag);
  element.textContent = words;
  return element;
}

/* Whether there is something on the screen that the next person is not to see. */
function isUsed() {
  const said = document.querySelectorAll('.bot').length > 1 || document.querySelector('.me');
  return isTouched || Boolean(said) || !document.getElementById('log');
}

function touch() {
  touchedAt = Date.now();
  isTouched = true;
  if (warning) warning.remove();
  warning = null;
}

function warn() {
  if (warning) return;
  warning = document.createElement('div');
  warning.className = 'kiosk';
  warning.setAttribute('role', 'alert');
  const here = made('button', page.dataset.kioskHere);
  here.type = 'button';
  warning.append(made('p', page.dataset.kioskSoon), here);
  document.body.append(warning);
}

function forget() {
  isTouched = false;
  touchedAt = Date.now();
  const leave = document.querySelector('#leave button');
  if (leave) leave.click();
  else leaveFromHere();
}

/* A page without a conversation, such as the board of rooms: behind it one may stand open, which the
   next page ends, and this tab may keep what was said in it. */
function leaveFromHere() {
  document.cookie = 'left=1; Path=/; SameSite=Lax; Max-Age=31536000';
  try {
    sessionStorage.clear();
    localStorage.clear();
  } catch { /* Nothing was kept there. */ }
  location.replace('/?kiosk=1');
}

/* Whoever speaks or listens touches nothing; either lasts a minute at most. */
function isSounding() {
  const isOn = document.querySelector('#speak.on');
  return Boolean(isOn) || [...document.querySelectorAll('audio')].some((one) => !one.paused);
}

function look() {
  if (isSounding()) touch();
  const seconds = (Date.now() - touchedAt) / 1000;
  // A clock that was put back.
  if (seconds < 0) touchedAt = Date.now();
  if (!isUsed()) return;
  if (seconds >= FORGETS) forget();
  else if (seconds >= WARNS) warn();
}

['pointerdown', 'touchstart', 'keydown', 'wheel', 'input'].forEach((kind) => {
  document.addEventListener(kind, touch, { passive: true });
});
setInterval(look, 1000);
document.addEventListener('visibilitychange', look);
