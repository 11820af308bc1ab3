/* Asking for news: one long question after the other while somebody looks at the page; while nobody
   does a short one now and then, so that the title can tell of news. */
import {
  address, call, cannotSend, isOver, isTroubled, pause, pauseAfter, report,
} from './connection.js';
import { hearClock } from './moments.js';
import { texts } from './view.js';

// The newest are named one by one: a message may be sent later than one with a higher number.
const NAMED = 8;
// Seconds between two questions of a page that nobody looks at: longer, the longer that is.
const AWAY = 30;
const LONGEST_AWAY = 300;

const seen = texts.seen ? texts.seen.split(',').map(Number) : [];
let isPolling = false;
let isDropped = false;
let wasAway = false;
let question = null;
let canSpeak = false;

/* `receive` is handed each new message, `speakAs` the language of the words around them; `beginAnew`
   is called when nothing of what stands on the page may be seen any more. */
export async function poll(receive, speakAs, beginAnew) {
  if (isPolling || isOver()) return;
  isPolling = true;
  for (let tries = 0, away = 0; !isOver();) {
    isDropped = false;
    try {
      await askOnce(receive, speakAs, beginAnew);
      tries = 0;
    } catch {
      if (isDropped || isOver()) continue;
      if (!document.hidden) report('poll', true);
      await pause(pauseAfter(tries));
      tries += 1;
    }
    away = document.hidden ? away + AWAY : 0;
    if (away) await pause(Math.min(away, LONGEST_AWAY));
  }
  isPolling = false;
}

/* End the question under way; another one begins at once if somebody looks. */
export function drop() {
  isDropped = true;
  if (question) question.abort();
}

async function askOnce(receive, speakAs, beginAnew) {
  // Whoever comes back wants to see at once how late it is, and what is new.
  const isHurried = isTroubled() || document.hidden || wasAway;
  wasAway = document.hidden;
  question = new AbortController();
  const answer = await call(newsAddress(isHurried), {}, 40, question);
  if (answer.status === 410) {
    beginAnew();
    return;
  }
  if (!answer.ok) throw new Error(`The server answered ${answer.status}.`);
  const messages = await answer.json();
  if (isOver()) return;
  hearClock(answer.headers.get('X-Now'), answer.headers.get('X-Today'));
  messages.filter(isNew).forEach(receive);
  report('poll', false);
  // With too many who wait at once the server says when to ask again.
  const rest = Number(answer.headers.get('Retry-After')) || (isHurried && cannotSend() ? 2 : 0);
  if (rest) await pause(rest);
  offerSpeaking(answer.headers.get('Speak') === '1');
  speakAs(answer.headers.get('Content-Language'));
}

/* Whether what is spoken now goes to a human. The first time, what is needed for it is loaded: not
   by `import()`, which browsers that know modules may not know. */
function offerSpeaking(isOffered) {
  document.documentElement.classList.toggle('speaks', isOffered);
  if (!isOffered || canSpeak) return;
  canSpeak = true;
  const script = document.createElement('script');
  script.type = 'module';
  script.src = document.querySelector('script[src$="/chat.js"]').src.replace(/chat\.js$/, 'speaking.js');
  document.head.append(script);
}
offerSpeaking(texts.speaks === '1');

function newsAddress(isHurried) {
  const after = seen.length > NAMED ? seen[seen.length - NAMED - 1] : 0;
  const named = seen.slice(-NAMED).join(',');
  // What a page fetches that nobody looks at was not seen: a sign of it is given all the same.
  const how = `${isHurried ? '&wait=0' : ''}${document.hidden ? '&away=1' : ''}`;
  return address('/messages', `after=${after}&seen=${named}${how}`);
}

export function hasSeen(id) {
  return seen.includes(id);
}

function isNew(message) {
  if (hasSeen(message.id)) return false;
  seen.push(message.id);
  seen.sort((first, second) => first - second);
  return true;
}
