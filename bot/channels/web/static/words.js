/* The words of a message: as they are seen, and as they are read aloud to whoever does not look,
   without its buttons; and where the keyboard goes when a message comes, never onto another button. */

const PHONE = /^[\s\u200f]*☎\ufe0f?\s*\u2068?(\+?\(?\d[\d ()-]*)\u2069?\s*$/;
const { signsDrawn, sheet } = document.querySelector('main').dataset;
const SIGN = new RegExp(
  `((?:${signsDrawn.split(' ').join('|')})\ufe0f?)(?![\u200d\u20e3\u{1f3fb}-\u{1f3ff}])`, 'u',
);
// All that may stand before a sign that leads a line.
const BLANK = /^[\s\u200f\u2066-\u2069]*$/;
const aloud = document.getElementById('aloud');
// A screen reader has taken them by then; whoever walks through the page meets them once.
const READ = 10000;

export function make(tag, attributes, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

function makeShape(tag, attributes, ...children) {
  return fill(document.createElementNS('http://www.w3.org/2000/svg', tag), attributes, children);
}

function fill(element, attributes, children) {
  Object.keys(attributes).forEach((name) => element.setAttribute(name, attributes[name]));
  element.append(...children);
  return element;
}

/* --- Seen */

/* `labels` are those of the buttons below it; `tongue`: its language, if it is another one. */
export function makeLine(text, labels, tongue) {
  const phone = PHONE.exec(text);
  if (!phone) return make('span', tongue, ...drawn(text, labels));
  const href = `tel:${phone[1].replace(/\(0\)|[^\d+]/g, '').replace(/^0(?=[1-9]\d{8}$)/, '+31')}`;
  return make('span', tongue, make('a', { class: 'button call', href }, ...drawn(text)));
}

/* The line of a card that says what it is about: its name stands out. */
export function makeHead(text, name, tongue) {
  const at = text.indexOf(name);
  const bold = make('b', {}, ...drawn(name));
  return make('span', { class: 'head', ...tongue }, ...drawn(text.slice(0, at)), bold, ...drawn(text.slice(at + name.length)));
}

/* Words with the pictures of their signs; a sign that is joined to another one is none of ours.
   Inside a sentence it is a word, by the name of the button it stands for. */
export function drawn(text, labels = []) {
  const parts = text.split(SIGN);
  let leads = true;
  const made = parts.map((part, at) => {
    if (at % 2 === 0) {
      leads = leads && BLANK.test(part);
      return part ? unbroken(part) : [];
    }
    if (parts[at - 1].endsWith('\u200d')) return [part];
    if (leads) return [picture(part, makeShape('desc', {}, part))];
    return [picture(part), word(part, parts[at + 1], labels)];
  });
  return [].concat(...made);
}

/* A label begins with its sign, where the page begins; typed words run as they run. */
export function directionOf(text) {
  const [before, sign] = text.split(SIGN);
  return sign && BLANK.test(before) ? document.documentElement.dir : 'auto';
}

/* Nobody hears a picture; what is compared are the words with their sign. */
function picture(sign, ...inside) {
  const name = `p${sign.codePointAt(0).toString(16)}`;
  const look = { width: 24, height: 24, viewBox: '0 0 24 24', fill: 'none', stroke: 'currentColor' };
  const use = makeShape('use', { href: `${sheet}#${name}` });
  return makeShape('svg', { class: `pic ${name}`, ...look, 'aria-hidden': 'true' }, ...inside, use);
}

/* A sign by its button's name, unless the sentence goes on with that name itself. */
function word(sign, said, labels) {
  const label = labels.find((one) => one.startsWith(sign)) || sign;
  const isSaid = said.trim().startsWith(label.slice(sign.length).trim());
  return make('span', { class: 'sr' }, isSaid ? sign : label);
}

/* A name with a hyphen in it stays on one line, where it fits on one. */
function unbroken(text) {
  const parts = text.split(/(\S+-\S+)/);
  if (parts.length === 1) return parts;
  const words = parts.map((part, at) => (at % 2 ? make('span', { class: 'whole' }, part) : part));
  return [make('span', {}, ...words)];
}

/* --- Read aloud */

/* For whoever hears the page and has the keyboard elsewhere. */
function readAloud(element) {
  const { lang, dir } = element;
  const heard = element.cloneNode(true);
  heard.querySelectorAll('svg').forEach((one) => one.remove());
  const words = make('p', { lang, dir }, wordsOf(heard));
  aloud.append(words);
  setTimeout(() => words.remove(), READ);
}

/* Nothing of what stood there may be heard any more. */
export function hush() {
  aloud.textContent = '';
}

function wordsOf(element) {
  const words = element.querySelector('p');
  return words ? Array.from(words.children, (line) => line.textContent).join('\n') : '';
}

function labelsOf(element) {
  return Array.from(element.querySelectorAll('button'), (button) => button.textContent).join('\n');
}

/* --- The keyboard */

/* The answer to a tap: whoever tapped hears it as a whole, and Tab leads to its buttons. */
function goTo(element) {
  const words = element.querySelector('p');
  if (words) {
    words.id = `words-${element.dataset.id}`;
    element.setAttribute('aria-labelledby', words.id);
  }
  element.tabIndex = -1;
  element.focus({ preventScroll: true });
}

/* A message changed. The keyboard stays on a button only where all buttons are the same again: Enter
   twice never does what was not meant, nor answers the next question. */
export function replace(old, element) {
  const { activeElement } = document;
  const index = Array.from(old.querySelectorAll('button')).indexOf(activeElement);
  const hadKeyboard = old.contains(activeElement);
  old.replaceWith(element);
  const button = element.querySelectorAll('button')[index];
  const isSame = Boolean(button) && labelsOf(old) === labelsOf(element);
  if (isSame) button.focus({ preventScroll: true });
  else if (hadKeyboard) goTo(element);
  if ((isSame || !hadKeyboard) && wordsOf(old) !== wordsOf(element)) readAloud(element);
}

/* A message came. It gets the keyboard only where it answers a tap that was made with it. */
export function announce(element, isAnswer) {
  const { activeElement, body } = document;
  const isHere = element.parentNode.contains(activeElement) || activeElement === body;
  if (isAnswer && isHere) goTo(element);
  else readAloud(element);
}

/* --- Voice notes, and messages that are said aloud */

/* What somebody wants to hear begins by itself, where the browser lets it. */
export function makeSound({ voice: src, aloud: begins }, texts) {
  if (!src) return [];
  const how = begins ? { autoplay: '' } : { preload: 'none' };
  return [make('audio', { controls: '', src, 'aria-label': begins ? texts.aloud : texts.voice, ...how })];
}

/* Where it does not come, there are words. Errors of a sound do not rise: they are caught above. */
document.getElementById('log').addEventListener('error', ({ target }) => {
  if (!target.matches('audio')) return;
  const { unheard } = document.querySelector('main').dataset;
  target.replaceWith(make('p', { class: 'note', role: 'status' }, unheard));
}, true);
