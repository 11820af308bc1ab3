/* A new message for whoever does not look there: its words are read aloud without its buttons, and
   the keyboard goes to it, never onto another button. */

const aloud = document.getElementById('aloud');
// A screen reader has taken them by then; whoever walks through the page meets them once.
const READ = 10000;

/* For whoever hears the page and has the keyboard elsewhere. */
export function readAloud(element) {
  const words = document.createElement('p');
  words.lang = element.lang;
  words.dir = element.dir;
  words.textContent = wordsOf(element);
  aloud.append(words);
  setTimeout(() => words.remove(), READ);
}

/* Nothing of what stood there may be heard any more. */
export function hush() {
  aloud.textContent = '';
}

function wordsOf(element) {
  const lines = element.querySelectorAll('p > span');
  return Array.from(lines, (line) => line.textContent).join('\n');
}

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

/* A message changed. The keyboard stays on a button only where the same one stands there again, so
   that Enter twice never does what was not meant. */
export function replace(old, element) {
  const index = Array.from(old.querySelectorAll('button')).indexOf(document.activeElement);
  const label = document.activeElement.textContent;
  const isSaid = wordsOf(old) === wordsOf(element);
  const hadKeyboard = old.contains(document.activeElement);
  old.replaceWith(element);
  const button = element.querySelectorAll('button')[index];
  if (button && button.textContent === label) button.focus({ preventScroll: true });
  else if (hadKeyboard) goTo(element);
  if (!isSaid && (!hadKeyboard || button)) readAloud(element);
}

/* A message came. It gets the keyboard only where it answers a tap that was made with it. */
export function append(log, element, isAnswer) {
  const isThere = document.activeElement.closest('#log') || document.activeElement === document.body;
  log.append(element);
  if (isAnswer && isThere) goTo(element);
  else readAloud(element);
}
