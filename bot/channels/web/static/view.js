/* What is seen: made of elements, never of HTML. */

import { appendOfDay, dated, placeAfter, timeOf } from './moments.js';
import { announce, directionOf, drawn, hush, make, makeHead, makeLine, makeSound, replace } from './words.js';

const page = document.documentElement;
const log = document.getElementById('log');
const start = document.getElementById('start');
const notice = document.getElementById('notice');

/* The sentences of the page, in the visitor's language, and what the server knows of the visit. */
export const texts = document.querySelector('main').dataset;

/* --- A message of ours */

export function findMessage(id) {
  return log.querySelector(`.bot[data-id="${Number(id)}"]`);
}

export function newestId() {
  const messages = log.querySelectorAll('.bot');
  return messages.length ? messages[messages.length - 1].dataset.id : '';
}

/* What the page showed at once to somebody new, until the first message stands in its place. */
export function firstScreen() {
  return log.querySelector('.first');
}

/* A new message stands last; one that changes stands where it stood. */
export function putMessage(message, old, isAnswer) {
  const isThere = Boolean(old && old.isConnected);
  const element = makeMessage(message, dated(message, isThere ? old : null));
  if (isThere) {
    replace(old, element);
  } else {
    appendOfDay(element, message);
    announce(element, isAnswer);
  }
  return element;
}

function makeMessage(message, { attributes: ofTime, time }) {
  const id = message.replaces || message.id;
  const attributes = {
    class: message.card ? 'bot card' : 'bot', 'data-id': id, lang: message.language, dir: message.dir, ...ofTime,
    ...(message.offers ? { 'data-offers': '' } : {}),
  };
  return make(
    'article',
    attributes,
    make('span', { class: 'sr', lang: page.lang }, texts.we),
    ...makeWords(message),
    time,
    ...makePicture(message.picture),
    ...makeSound(message, texts),
    ...makeMapLink(message.place),
    ...makeButtons(message.rows),
  );
}

function linesOf(message) {
  const place = message.place ? [message.place.name, message.place.address] : [];
  return message.text.split('\n').concat(place.filter((line) => !message.text.includes(line)));
}

function makeWords(message) {
  const { card } = message;
  const lines = linesOf(message);
  const labels = [].concat(...message.rows).map((key) => key.label);
  function made(line, at) {
    const lang = message.tongues[at] || message.language;
    const tongue = lang === message.language ? {} : { lang };
    return card && line === card.line ? makeHead(line, card.name, tongue) : makeLine(line, labels, tongue);
  }
  return lines.some(Boolean) ? [make('p', {}, ...lines.map(made))] : [];
}

function makePicture(picture) {
  return picture ? [make('img', { src: picture.link, alt: picture.alt })] : [];
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
  if (key.token) return make('button', { name: 'tap', value: key.token }, ...drawn(key.label));
  if (key.link) return makeLink(key.link, key.label);
  return make('button', { type: 'button', class: 'place' }, ...drawn(key.label));
}

function makeLink(link, label) {
  const attributes = { class: 'button', href: link, target: '_blank', rel: 'noopener noreferrer' };
  return make('a', attributes, ...drawn(label));
}

/* --- The visitor's own words: { id, text, after, day, time }, after which message they were said */

function makeBubble(words) {
  return make(
    'article',
    { class: 'me', 'data-own': words.id },
    make('span', { class: 'sr' }, texts.you),
    make('p', { dir: directionOf(words.text) }, ...drawn(words.text)),
    // What a tab kept before it was told the time has none.
    ...(words.day ? [timeOf(`${words.day}T${words.time}`, words.time)] : []),
    make('small', {}),
  );
}

export function addBubble(words) {
  const bubble = makeBubble(words);
  appendOfDay(bubble, words);
  bubble.scrollIntoView({ block: 'nearest' });
}

/* Back in its place after a reload, if the message above it is still there. */
export function insertBubble(words) {
  const above = words.after ? findMessage(words.after) : null;
  if (words.after && !above) return;
  log.insertBefore(makeBubble(words), placeAfter(above, words.day));
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
  const note = make('p', { class: 'note' }, sentence);
  log.append(note);
  note.scrollIntoView({ block: 'nearest' });
}

export function clearLog() {
  hush();
  log.textContent = '';
}

export function endBusy() {
  log.querySelectorAll('.busy').forEach((button) => button.classList.remove('busy'));
}

export function isEmpty() {
  return !log.querySelector('article');
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
