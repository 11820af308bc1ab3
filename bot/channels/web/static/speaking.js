/* Speaking: hold the button, or press once to start and once to stop. Loaded only when somebody is
   there to hear it. What was recorded rests in the memory of this tab until the server has it. */
import { address, call, isOver } from './connection.js';
import { hush, kind, microphone } from './microphone.js';
import { enqueue, newId, show } from './queue.js';
import { notify, tell, texts } from './view.js';
import { drawn } from './words.js';

const LONGEST = 60000;
const SHORTEST = 600;
// Held for less than that, it was pressed; so many pixels away, it was thrown away.
const HOLD = 450;
const AWAY = 90;

const form = document.getElementById('say');
const mic = button('🎤', texts.speak);
const clock = document.createElement('output');
const drop = button(texts.speakDrop);
const send = button(form.querySelector('button').textContent);
const panel = document.createElement('div');

/* idle, asking (for the microphone), recording, done (recorded, and not decided upon). */
let state = 'idle';
let recorder = null;
let began = 0;
let lasted = 0;
let recorded = null;
let held = null;
let isPressed = false;

function button(label, called = '') {
  const made = document.createElement('button');
  made.type = 'button';
  made.append(...drawn(label));
  if (called) made.setAttribute('aria-label', called);
  return made;
}

/* --- What is seen */

function become(next) {
  state = next;
  const isOn = state === 'recording';
  panel.hidden = state === 'idle' || state === 'asking';
  send.hidden = state !== 'done';
  form.hidden = state === 'done';
  mic.classList.toggle('on', isOn);
  mic.firstChild.replaceWith(...drawn(isOn ? '⏹️' : '🎤'));
  mic.setAttribute('aria-label', isOn ? texts.speakStop : texts.speak);
}

function time(milliseconds) {
  const seconds = Math.round(milliseconds / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

function tick() {
  lasted = Math.min(performance.now() - began, LONGEST);
  clock.textContent = time(lasted);
  if (lasted >= LONGEST) stop(decide);
}

/* --- Recording */

async function begin() {
  become('asking');
  try {
    const stream = await microphone(() => state === 'asking');
    if (state === 'asking' && !isOver()) listen(stream);
    else hush(stream);
  } catch {
    if (state === 'asking') tell(texts.speakNone);
    become('idle');
  }
}

function listen(stream) {
  const own = new MediaRecorder(stream, { mimeType: kind, audioBitsPerSecond: 32000 });
  const pieces = [];
  const ticking = setInterval(tick, 250);
  own.addEventListener('dataavailable', ({ data }) => pieces.push(data));
  own.addEventListener('stop', () => {
    clearInterval(ticking);
    hush(stream);
    own.end(new Blob(pieces, { type: kind }));
  });
  // The microphone was taken away, or pulled out: what was said until then is there.
  own.end = decide;
  own.start();
  recorder = own;
  began = performance.now();
  become('recording');
  tick();
  notify(texts.speakOn);
}

/* `end` is handed what was recorded. */
function stop(end) {
  if (recorder.state === 'inactive') return;
  lasted = Math.min(performance.now() - began, LONGEST);
  recorder.end = end;
  recorder.stop();
}

function decide(sound) {
  if (isTooShort()) return;
  recorded = sound;
  become('done');
  notify(texts.speakDone);
  send.focus({ preventScroll: true });
}

function isTooShort() {
  if (lasted >= SHORTEST) return false;
  become('idle');
  notify(texts.speakShort);
  return true;
}

function throwAway() {
  if (state === 'idle') return;
  if (state === 'recording') stop(() => {});
  recorded = null;
  held = null;
  become('idle');
  notify(texts.speakDropped);
}

function pass(sound) {
  if (isTooShort()) return;
  recorded = null;
  become('idle');
  const id = newId();
  const request = { method: 'POST', body: sound, headers: { 'Content-Type': kind } };
  show(id, `🎤 ${time(lasted)}`, texts.speakLost);
  enqueue({ id, isSpoken: true, send: () => call(address('/speak', `id=${id}`), request, 60) });
}

/* --- The button */

mic.addEventListener('pointerdown', (event) => {
  isPressed = state === 'idle';
  if (!isPressed || event.button > 0) return;
  held = { left: event.clientX, top: event.clientY, at: performance.now() };
  mic.setPointerCapture(event.pointerId);
  begin();
});
mic.addEventListener('pointermove', (event) => {
  if (held && Math.hypot(event.clientX - held.left, event.clientY - held.top) > AWAY) throwAway();
});
mic.addEventListener('pointerup', () => {
  // While a question for the microphone stood there nobody spoke: it goes on until the next press.
  if (held && state === 'recording' && performance.now() - held.at > HOLD) stop(pass);
  held = null;
});
mic.addEventListener('pointercancel', () => { held = null; });
// A key begins nothing else than what it says, also after a finger that slid away.
mic.addEventListener('keydown', () => { isPressed = false; });
mic.addEventListener('contextmenu', (event) => event.preventDefault());
mic.addEventListener('click', () => {
  // What a finger or a mouse began is not begun again by the click that follows.
  if (!isPressed && state === 'idle') begin();
  else if (!isPressed && state === 'recording') stop(decide);
  isPressed = false;
});
drop.addEventListener('click', () => {
  throwAway();
  mic.focus({ preventScroll: true });
});
send.addEventListener('click', () => {
  pass(recorded);
  mic.focus({ preventScroll: true });
});
document.addEventListener('keydown', ({ key }) => key === 'Escape' && throwAway());
document.addEventListener('visibilitychange', () => {
  if (document.hidden && state === 'recording') stop(decide);
});
// The screen is emptied: nothing stays of what was said.
document.addEventListener('emptied', throwAway);

mic.id = 'speak';
mic.title = texts.speak;
panel.id = 'spoken';
panel.setAttribute('role', 'group');
panel.setAttribute('aria-label', texts.speak);
panel.append(clock, drop, send);
become('idle');
if (kind) {
  form.before(panel);
  form.insertBefore(mic, form.lastElementChild);
}
