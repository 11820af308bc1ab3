/* The chat page, made quicker: without this script its forms do the same.
   What the visitor does goes into the queue; what the server says goes into view. */
import { canTalk, endPauses, isOver, report } from './connection.js';
import { keep, recall } from './kept.js';
import { drop, hasSeen, poll } from './poll.js';
import { answerTap, enqueue, forgetOwn, newId, sendAll, show, showKept, tap } from './queue.js';
import { beginAnew, hasRested, isStale, leave, listenToTabs, speakAs, tellTabs } from './tabs.js';
import {
  clearLog, endBusy, findMessage, firstScreen, hideStart, isEmpty, putMessage, showStart, tell, texts,
} from './view.js';

const page = document.documentElement;
const field = document.getElementById('text');

/* --- Hearing */

function listen() {
  poll(receive, speakAs, beginAnew);
}

function receive(message) {
  const old = message.replaces ? findMessage(message.replaces) : firstScreen();
  // In place of the first screen comes what nobody tapped for.
  const isAnswer = (!old || Boolean(old.dataset.id)) && answerTap(old ? old.dataset.id : '');
  endBusy();
  hideStart();
  if (message.clears) {
    empty();
    keep('emptied', message.id - 1);
    tellTabs(message.id);
  }
  const element = putMessage(message, old, isAnswer);
  if (!old || isAnswer) element.scrollIntoView({ block: 'nearest' });
}

/* Nothing of what was said before stays in this tab. */
function empty() {
  forgetWords();
  clearLog();
}

listenToTabs((message) => {
  // It comes here only when somebody looks at this tab.
  if (!hasSeen(message)) empty();
});

function forgetWords() {
  forgetOwn();
  field.value = '';
  keep('draft', '');
  fit();
}

/* --- Speaking */

function speak() {
  const text = field.value.trim();
  if (text) {
    const id = newId();
    show(id, text);
    enqueue({ id, text });
  }
  field.value = '';
  keep('draft', '');
  fit();
  field.focus();
}

function fit() {
  field.style.height = 'auto';
  field.style.height = `${field.scrollHeight + 4}px`;
}

function sharePlace(button) {
  function tellNowhere() {
    button.classList.remove('busy');
    tell(texts.nowhere);
  }
  function sendPlace({ coords }) {
    const id = newId();
    button.classList.remove('busy');
    show(id, button.textContent);
    enqueue({ id, place: { latitude: round(coords.latitude), longitude: round(coords.longitude) } });
  }
  if (!navigator.geolocation) {
    tellNowhere();
    return;
  }
  button.classList.add('busy');
  const patience = { timeout: 15000, maximumAge: 60000 };
  navigator.geolocation.getCurrentPosition(sendPlace, tellNowhere, patience);
}

/* Ten metres is near enough to find a room. */
function round(degrees) {
  return Math.round(degrees * 1e4) / 1e4;
}

function hearClick(event) {
  const button = event.target.closest('button');
  if (!button || isOver()) return;
  // Its field called id hides the form's own.
  const form = button.form ? button.form.getAttribute('id') : '';
  if (button.name === 'tap') {
    event.preventDefault();
    button.classList.add('busy');
    tap(button.closest('article').dataset.id, button.value, button.textContent);
  } else if (button.classList.contains('place')) {
    sharePlace(button);
  } else if (button.closest('.first')) {
    event.preventDefault();
    // Said already, if all is well; it is taken once.
    sayHello();
    tap('first', '', button.textContent, button.value);
  } else if (form === 'start') {
    event.preventDefault();
    const id = newId();
    if (button.closest('#foot, .bot')) show(id, button.textContent);
    enqueue({ id, text: button.value });
  } else if (form === 'leave') {
    event.preventDefault();
    leave();
  }
}

function sayHello() {
  enqueue({ id: texts.number, text: texts.say, automatic: true });
}

function hearEnter(event) {
  // Somebody who writes with a keyboard of signs presses Enter to choose one: 229 says so.
  if (event.key !== 'Enter' || event.shiftKey || event.isComposing || event.keyCode === 229) return;
  event.preventDefault();
  speak();
}

/* --- Beginning */

function hear() {
  document.addEventListener('click', hearClick);
  document.getElementById('say').addEventListener('submit', (event) => {
    event.preventDefault();
    speak();
  });
  field.addEventListener('input', () => {
    keep('draft', field.value);
    fit();
  });
  field.addEventListener('keydown', hearEnter);
  document.addEventListener('visibilitychange', () => {
    if (document.hidden) {
      drop();
    } else {
      endPauses();
      listen();
    }
  });
  window.addEventListener('online', () => {
    endPauses();
    drop();
  });
  window.addEventListener('offline', () => report('poll', true));
}

function begin() {
  hear();
  page.classList.add('js');
  if (isStale()) forgetWords();
  showKept();
  if (recall('draft', '')) {
    field.value = recall('draft', '');
    fit();
  }
  if (recall('focused', false)) {
    keep('focused', false);
    field.focus({ preventScroll: true });
  }
  if (location.search !== texts.query) history.replaceState(null, '', location.pathname + texts.query);
  if (texts.say && !hasRested()) {
    sayHello();
  } else if (!recall('here', false)) {
    showStart();
  }
  keep('here', true);
  // Should nothing answer the first words, there is still something to tap.
  setTimeout(() => {
    if (isEmpty()) showStart();
  }, 5000);
  window.scrollTo(0, document.body.scrollHeight);
  sendAll();
  listen();
}

window.addEventListener('pageshow', (event) => {
  if (event.persisted) location.reload();
});
if (canTalk) begin();
else if (texts.idle > 0) setTimeout(() => location.reload(), texts.idle * 1000);
