/* The board looks again and again, without a jump for whoever is reading it.
   Without this script the page reloads itself instead. */
(function () {
  'use strict';

  const main = document.querySelector('main');
  const every = Number(main.dataset.seconds) * 1000;
  const notice = document.getElementById('notice');

  function exchange(fresh, selector) {
    const from = fresh.querySelectorAll(selector);
    const to = document.querySelectorAll(selector);
    if (from.length !== to.length) { location.reload(); return; }
    to.forEach(function (one, number) {
      if (one.outerHTML !== from[number].outerHTML) one.replaceWith(from[number]);
    });
  }

  async function look() {
    if (document.hidden) return;
    try {
      const answer = await fetch(location.href);
      if (!answer.ok) throw new Error(answer.status);
      const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html');
      exchange(fresh, '.pictures');
      exchange(fresh, '.room');
      exchange(fresh, '.now');
      notice.textContent = '';
    } catch (e) {
      notice.textContent = main.dataset.old;
    }
  }

  setInterval(look, every);
  window.addEventListener('online', look);
  document.addEventListener('visibilitychange', look);
})();
