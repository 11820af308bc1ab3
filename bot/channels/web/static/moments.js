/* What time does to the page: when each thing was said, what is not of now any more, an answer that
   takes long, and news while nobody looks. Times are the server's: a phone's clock may be a day off. */

import { make } from './words.js';

const OLD = 10 * 60 * 1000;
const OFTEN = 15 * 1000;
// A sign that an answer comes: not at once, and not for ever.
const SOON = 1000;
const LONGEST = 20 * 1000;

const page = document.documentElement;
const log = document.getElementById('log');
const texts = document.querySelector('main').dataset;
const days = JSON.parse(texts.days);
const title = document.title;
let sign = null;
let timer = 0;
let news = 0;

/* --- The server's clock */

// What it showed last, by a count that no clock changes, and by the clock of the phone.
let heard = { time: Number(texts.now), counted: performance.now(), shown: Date.now() };
let today = texts.today;

export function hearClock(time, day) {
  if (Number(time)) heard = { time: Number(time), counted: performance.now(), shown: Date.now() };
  today = day || today;
  markOld();
}

/* The count stands still while a phone sleeps; its clock may be put back. What is said to be of now
   must be: the later of both is believed. */
function now() {
  const passed = Math.max(performance.now() - heard.counted, Date.now() - heard.shown);
  return heard.time + passed;
}

/* A day is over: what says "tomorrow" is to be written anew. */
export function isOtherDay() {
  return today !== texts.today;
}

/* The day and the time in the neighbourhood, for what is said now. */
export function moment() {
  const local = new Date(now() + Number(texts.zone) * 60000).toISOString();
  return { day: local.slice(0, 10), time: local.slice(11, 16) };
}

/* --- Days and times */

function divider(day) {
  const words = make('time', { datetime: day }, days[day]);
  return make('p', { class: 'day', 'data-day': day }, words);
}

/* Where something of this day goes that stands after `above`; a day is said once, above the first
   of it, and today's only below another day. */
export function placeAfter(above, day) {
  let next = above ? above.nextElementSibling : log.firstElementChild;
  while (next && (next.matches('.me') || isUntil(next, day))) next = next.nextElementSibling;
  const last = next ? next.previousElementSibling : log.lastElementChild;
  if (!day || !days[day] || dayOf(last) === day) return next;
  log.insertBefore(divider(day), next);
  return next;
}

function isUntil(element, day) {
  return element.matches('.day') && Boolean(day) && element.dataset.day <= day;
}

function dayOf(last) {
  let element = last;
  while (element && !element.dataset.day) element = element.previousElementSibling;
  return element ? element.dataset.day : texts.today;
}

/* A message of ours at the end; `message` says in which words its day is called. */
export function appendOfDay(element, { day, name }) {
  if (name) days[day] = name;
  if (element.matches('.bot')) countNews();
  const last = sign ? sign.previousElementSibling : log.lastElementChild;
  log.insertBefore(element, placeAfter(last, day));
}

export function timeOf(datetime, words) {
  return make('time', { datetime, lang: page.lang, dir: page.dir }, words);
}

/* What a message of ours keeps of its time; one that is changed stands where it stood. */
export function dated(message, old) {
  endWait();
  const day = (old && old.dataset.day) || message.day;
  return {
    attributes: {
      'data-day': day, 'data-at': message.at, 'data-look': message.again, 'data-old': message.old,
    },
    time: timeOf(message.at, day === message.day ? message.time : message.whole),
  };
}

/* --- States that are old */

function markOld() {
  log.querySelectorAll('.bot[data-at]').forEach((element) => {
    const { look, at } = element.dataset;
    if (!look || now() - Date.parse(at) < OLD || element.querySelector('.age')) return;
    element.classList.add('old');
    // Once is enough to be asked: under the newest of those that are told anew together.
    log.querySelectorAll('.age button').forEach((other) => {
      if (other.value === look) other.remove();
    });
    const attributes = { class: 'age', lang: page.lang, dir: page.dir, 'aria-live': 'off' };
    const again = make('button', { form: 'start', name: 'text', value: look }, texts.again);
    const note = make('p', attributes, make('span', {}, element.dataset.old), ' ', again);
    element.querySelector('time').after(note);
  });
}

setInterval(markOld, OFTEN);
window.addEventListener('focus', markOld);

/* --- An answer that takes long */

export function expectAnswer() {
  endWait();
  timer = setTimeout(() => {
    const words = make('span', { class: 'sr' }, texts.typing);
    const dots = [1, 2, 3].map(() => make('i', { 'aria-hidden': 'true' }));
    sign = make('p', { class: 'typing' }, words, ...dots);
    log.append(sign);
    sign.scrollIntoView({ block: 'nearest' });
    timer = setTimeout(endWait, LONGEST);
  }, SOON);
}

export function endWait() {
  clearTimeout(timer);
  if (sign) sign.remove();
  sign = null;
}

/* --- News while nobody looks */

function countNews() {
  if (!document.hidden) return;
  news += 1;
  document.title = `(${news}) ${title}`;
}

document.addEventListener('visibilitychange', () => {
  markOld();
  if (document.hidden || !news) return;
  news = 0;
  document.title = title;
});
