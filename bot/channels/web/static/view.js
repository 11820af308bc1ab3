/* What is seen: made of elements, never of HTML. */

const PHONE = /^\s*☎\ufe0f?\s*\u2068?(\+?\(?\d[\d ()-]*)\u2069?\s*$/;

const page = document.documentElement;
const log = document.getElementById('log');
const start = document.getElementById('start');
const notice = document.getElementById('notice');

/* The sentences of the page, in the visitor's language, and what the server knows of the visit. */
export const texts = document.querySelector('main').dataset;

function make(tag, attributes, ...children) {
  const element = document.createElement(tag);
  Object.keys(attributes).forEach((name) => element.setAttribute(name, attributes[name]));
  element.append(...children);
  return element;
}

/* --- A message of ours */

export function findMessage(id) {
  return log.querySelector(`.bot[data-id="${Number(id)}"]`);
}

export function newestId() {
  const messages = log.querySelectorAll('.bot');
  return messages.length ? messages[messages.length - 1].dataset.id : '';
}

/* A new message stands last; one that changes stands where it stood. */
export function putMessage(message, old) {
  const element = makeMessage(message);
  if (old && old.isConnected) {
    replace(old, element);
  } else {
    log.append(element);
  }
  return element;
}

/* The keyboard stays where it was: on the same button of the changed message. */
function replace(old, element) {
  const index = Array.from(old.querySelectorAll('button')).indexOf(document.activeElement);
  old.replaceWith(element);
  if (index < 0) return;
  const button = element.querySelectorAll('button')[index];
  if (!button) element.tabIndex = -1;
  (button || element).focus({ preventScroll: true });
}

function makeMessage(message) {
  const { dir, language: lang } = message;
  const attributes = { class: 'bot', 'data-id': message.replaces || message.id, lang, dir };
  return make(
    'article',
    attributes,
    make('span', { class: 'sr', lang: page.lang }, texts.we),
    ...makeWords(linesOf(message)),
    ...makePicture(message.picture),
    ...makeVoice(message.voice),
    ...makeMapLink(message.place),
    ...makeButtons(message.rows),
  );
}

function linesOf(message) {
  const place = message.place ? [message.place.name, message.place.address] : [];
  return message.text.split('\n').concat(place.filter((line) => !message.text.includes(line)));
}

function makeWords(lines) {
  return lines.some(Boolean) ? [make('p', {}, ...lines.map(makeLine))] : [];
}

function makeLine(text) {
  const phone = PHONE.exec(text);
  if (!phone) return make('span', {}, text);
  const href = `tel:${phone[1].replace(/\(0\)|[^\d+]/g, '').replace(/^0(?=[1-9]\d{8}$)/, '+31')}`;
  return make('span', {}, make('a', { class: 'button call', href }, text));
}

function makePicture(picture) {
  return picture ? [make('img', { src: picture.link, alt: picture.alt })] : [];
}

function makeVoice(src) {
  return src ? [make('audio', { controls: '', preload: 'none', src, 'aria-label': texts.voice })] : [];
}

function makeMapLink(place) {
  if (!place) return [];
  const link = makeLink(place.link, texts.map);
  link.lang = page.lang;
  return [make('div', { class: 'row' }, link)];
}

function makeButtons(rows) {
  if (!rows.length) return [];
  return [make('form', {}, ...rows.map((row) => make('div', { class: 'row' }, ...row.map(makeKey))))];
}

function makeKey(key) {
  if (key.token) return make('button', { name: 'tap', value: key.token }, key.label);
  if (key.link) return makeLink(key.link, key.label);
  return make('button', { type: 'button', class: 'place' }, key.label);
}

function makeLink(link, label) {
  const attributes = { class: 'button', href: link, target: '_blank', rel: 'noopener noreferrer' };
  return make('a', attributes, label);
}

/* --- The visitor's own words: { id, text, after }, after which message they were said */

function makeBubble(words) {
  return make(
    'article',
    { class: 'me', 'data-own': words.id },
    make('span', { class: 'sr' }, texts.you),
    make('p', { dir: 'auto' }, words.text),
    make('small', {}),
  );
}

export function addBubble(words) {
  append(makeBubble(words));
}

/* Back in its place after a reload, if the message above it is still there. */
export function insertBubble(words) {
  const above = words.after ? findMessage(words.after) : null;
  if (words.after && !above) return;
  let next = above ? above.nextElementSibling : log.firstElementChild;
  while (next && next.classList.contains('me')) next = next.nextElementSibling;
  log.insertBefore(makeBubble(words), next);
}

export function removeBubble(id) {
  const bubble = log.querySelector(`[data-own="${id}"]`);
  if (bubble) bubble.remove();
}

export function rewordBubble(id, text) {
  const words = log.querySelector(`[data-own="${id}"] p`);
  if (words) words.textContent = text;
}

/* `noteOf` says what stands under the words with an id: why they are late, or nothing. */
export function markBubbles(noteOf) {
  log.querySelectorAll('.me').forEach((bubble) => {
    const note = noteOf(bubble.dataset.own);
    bubble.classList.toggle('late', Boolean(note));
    bubble.querySelector('small').textContent = note;
  });
}

/* --- Around the conversation */

export function tell(sentence) {
  append(make('p', { class: 'note' }, sentence));
}

function append(element) {
  log.append(element);
  element.scrollIntoView({ block: 'nearest' });
}

export function clearLog() {
  log.querySelectorAll('.bot, .me, .note').forEach((element) => element.remove());
}

export function endBusy() {
  log.querySelectorAll('.busy').forEach((button) => button.classList.remove('busy'));
}

export function isEmpty() {
  return !log.firstElementChild;
}

export function showStart() {
  start.classList.add('shown');
}

export function hideStart() {
  start.classList.remove('shown');
}

export function showConnection(isThere) {
  if (isThere) notify(texts.online);
  else notice.textContent = texts.offline;
}

/* For a moment, beside the conversation. */
export function notify(words) {
  notice.textContent = words;
  setTimeout(() => {
    if (notice.textContent === words) notice.textContent = '';
  }, 4000);
}
