/* Voice notes, and messages that are said aloud. */

import { make } from './words.js';

/* What somebody wants to hear begins by itself, where the browser lets it. */
export function makeSound({ voice: src, aloud }, texts) {
  if (!src) return [];
  const how = aloud ? { autoplay: '' } : { preload: 'none' };
  return [make('audio', { controls: '', src, 'aria-label': aloud ? texts.aloud : texts.voice, ...how })];
}

/* Where it does not come, there are words. Errors of a sound do not rise: they are caught above. */
document.getElementById('log').addEventListener('error', ({ target }) => {
  if (!target.matches('audio')) return;
  const { unheard } = document.querySelector('main').dataset;
  target.replaceWith(make('p', { class: 'note', role: 'status' }, unheard));
}, true);
