/* The chat page, made quicker: without this script its forms do the same.
   What the visitor does goes into the queue; what the server says goes into view. */
import { endPauses, isOver, report } from './connection.js';
import { isOtherDay } from './moments.js';
import { drop, hasSeen, poll } from './poll.js';
import {
  answerTap, enqueue, forgetOwn, isWaiting, newId, sendAll, show, showKept, tap,
} from './queue.js';
import { beginAnew, hasRested, keep, leave, listenToTabs, recall, tellTabs } from './tabs.js';
import {
  clearLog, endBusy, findMessage, hideStart, isEmpty, putMessage, showStart, tell, texts,
} from './view.js';

const page = document.documentElement;
const field = document.getElementById('text');

/* --- Hearing */

function listen() {
  poll(receive, speakAs, beginAnew);
}

function receive(message) {
  const old = message.replaces ? findMessage(message.replaces) : null;
  const isAnswer = answerTap(old ? old.dataset.id : '');
  endBusy();
  hideStart();
  if (message.clears) {
    empty();
    keep('emptied', message.id - 1);
    tellTabs(message.id);
  }
  const element = putMessage(message, old);
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

/* The words around the conversation follow the language that was chosen in it, and the day. */
function speakAs(language) {
  const isKnown = !language || language === page.lang || recall('spoken') === language;
  if ((isKnown && !isOtherDay()) || isWaiting()) return;
  keep('spoken', language);
  keep('focused', document.activeElement === field);
  location.reload();
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

document.addEventListener('click', (event) => {
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
  } else if (form === 'start') {
    event.preventDefault();
    const id = newId();
    if (button.closest('#foot, .bot')) show(id, button.textContent);
    enqueue({ id, text: button.value });
  } else if (form === 'leave') {
    event.preventDefault();
    leave();
  }
});
document.getElementById('say').addEventListener('submit', (event) => {
  event.preventDefault();
  speak();
});
field.addEventListener('input', () => {
  keep('draft', field.value);
  fit();
});
field.addEventListener('keydown', (event) => {
  // Somebody who writes with a keyboard of signs presses Enter to choose one: 229 says so.
  if (event.key !== 'Enter' || event.shiftKey || event.isComposing || event.keyCode === 229) return;
  event.preventDefault();
  speak();
});

/* --- The connection comes and goes */

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
window.addEventListener('pageshow', (event) => {
  if (event.persisted) location.reload();
});

/* --- Beginning */

page.classList.add('js');
// Loaded anew after it was emptied: no message tells it any more.
const emptied = Number(texts.hidden);
if (emptied > recall('emptied', emptied)) forgetWords();
keep('emptied', Math.max(emptied, recall('emptied', 0)));
// The page is of somebody else now: whoever sat here before left, or was away for too long.
const whose = recall('whose', '');
if (whose && whose !== texts.whose) {
  forgetWords();
  keep('whose', '');
}
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
  enqueue({ id: texts.number, text: texts.say, automatic: true });
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
