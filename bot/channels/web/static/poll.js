/* Asking for news: one long question after the other, while somebody looks at the page. */
import {
  address, call, cannotSend, isOver, isTroubled, pause, pauseAfter, report,
} from './connection.js';
import { texts } from './view.js';

// The newest are named one by one: a message may be sent later than one with a higher number.
const NAMED = 8;

const seen = texts.seen ? texts.seen.split(',').map(Number) : [];
let isPolling = false;
let isDropped = false;
let question = null;
let canSpeak = false;

/* `receive` is handed each new message, `speakAs` the language of the words around them; `beginAnew`
   is called when nothing of what stands on the page may be seen any more. */
export async function poll(receive, speakAs, beginAnew) {
  if (isPolling || isResting()) return;
  isPolling = true;
  for (let tries = 0; !isResting();) {
    isDropped = false;
    try {
      await askOnce(receive, speakAs, beginAnew);
      tries = 0;
    } catch {
      if (isDropped || isResting()) continue;
      report('poll', true);
      await pause(pauseAfter(tries));
      tries += 1;
    }
  }
  isPolling = false;
}

/* End the question under way; another one begins at once if somebody looks. */
export function drop() {
  isDropped = true;
  if (question) question.abort();
}

async function askOnce(receive, speakAs, beginAnew) {
  const isHurried = isTroubled();
  question = new AbortController();
  const answer = await call(newsAddress(isHurried), {}, 40, question);
  if (answer.status === 410) {
    beginAnew();
    return;
  }
  if (!answer.ok) throw new Error(`The server answered ${answer.status}.`);
  const messages = await answer.json();
  if (isOver()) return;
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
  return address('/messages', `after=${after}&seen=${named}${isHurried ? '&wait=0' : ''}`);
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

function isResting() {
  return isOver() || document.hidden;
}
