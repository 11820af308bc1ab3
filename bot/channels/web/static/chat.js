/* The chat page, made quicker: without this script its forms do the same.
   What the visitor says is kept in this tab only (sessionStorage), until it is closed. */
(function () {
  'use strict';

  const page = document.documentElement;
  const main = document.querySelector('main');
  const say = main.dataset;
  const log = document.getElementById('log');
  const start = document.getElementById('start');
  const field = document.getElementById('text');
  const notice = document.getElementById('notice');
  const PAUSES = [1, 2, 4, 8, 15];
  const PHONE = /^\s*☎\ufe0f?\s*\u2068?(\+?[0-9][0-9 ()-]*)\u2069?\s*$/;

  /* --- What this tab remembers */

  const memory = {};
  function recall(key, otherwise) {
    let raw = memory[key];
    try { raw = sessionStorage.getItem(key) || raw; } catch (e) { /* storage is switched off */ }
    return raw ? JSON.parse(raw) : otherwise;
  }
  function keep(key, value) {
    memory[key] = JSON.stringify(value);
    try { sessionStorage.setItem(key, memory[key]); } catch (e) { /* kept in memory only */ }
  }

  const queue = recall('queue', []);
  const own = recall('own', []);
  const seen = say.seen ? say.seen.split(',').map(Number) : [];
  const taps = [];
  const failing = { say: false, poll: false };
  let left = false;

  function newId() {
    const bytes = crypto.getRandomValues(new Uint8Array(12));
    return Array.from(bytes, function (one) { return ('0' + one.toString(16)).slice(-2); }).join('');
  }

  /* --- Making what is seen; never from a string of HTML */

  function make(tag, attributes, children) {
    const made = document.createElement(tag);
    Object.keys(attributes).forEach(function (key) { made.setAttribute(key, attributes[key]); });
    (children || []).forEach(function (one) { made.append(one); });
    return made;
  }

  function line(text) {
    const phone = PHONE.exec(text);
    const number = phone && phone[1].replace(/[^0-9+]/g, '');
    return make('span', {}, [number ? make('a', { href: 'tel:' + number }, [text]) : text]);
  }

  function linked(link, label, attributes) {
    return make('a', Object.assign({
      class: 'button', href: link, target: '_blank', rel: 'noopener noreferrer',
    }, attributes), [label]);
  }

  function key(one) {
    if (one.token) return make('button', { name: 'tap', value: one.token }, [one.label]);
    if (one.link) return linked(one.link, one.label, {});
    return make('button', { type: 'button', class: 'place' }, [one.label]);
  }

  function written(message) {
    const pin = message.place;
    const place = pin ? [pin.name, pin.address] : [];
    const lines = message.text.split('\n').concat(place.filter(function (word) {
      return !message.text.includes(word);
    }));
    const made = make('article', {
      class: 'bot', 'data-id': message.replaces || message.id, lang: message.language, dir: message.dir,
    }, [make('span', { class: 'sr', lang: page.lang }, [say.we]), make('p', {}, lines.map(line))]);
    if (message.picture) {
      made.append(make('img', { src: message.picture.link, alt: message.picture.alt }));
    }
    if (pin) {
      made.append(make('div', { class: 'row' }, [linked(pin.link, say.map, { lang: page.lang })]));
    }
    if (message.rows.length) {
      made.append(make('form', {}, message.rows.map(function (row) {
        return make('div', { class: 'row' }, row.map(key));
      })));
    }
    return made;
  }

  function bubble(mine) {
    return make('article', { class: 'me', 'data-own': mine.id }, [
      make('span', { class: 'sr' }, [say.you]), make('p', { dir: 'auto' }, [mine.text]),
      make('small', {}),
    ]);
  }

  function lastId() {
    const all = log.querySelectorAll('.bot');
    return all.length ? all[all.length - 1].dataset.id : '';
  }

  function standing(id) { return log.querySelector('.bot[data-id="' + Number(id) + '"]'); }

  function mark() {
    log.querySelectorAll('.me').forEach(function (one) {
      const mine = own.find(function (other) { return other.id === one.dataset.own; });
      const waits = failing.say && queue.some(function (turn) { return turn.id === one.dataset.own; });
      one.classList.toggle('late', Boolean(waits || (mine && mine.lost)));
      one.querySelector('small').textContent = mine && mine.lost ? mine.lost : waits ? say.waiting : '';
    });
  }

  function show(mine) {
    own.push(mine);
    own.splice(0, own.length - 100);
    keep('own', own);
    const made = bubble(mine);
    log.append(made);
    made.scrollIntoView({ block: 'nearest' });
    mark();
  }

  function hide(mine) {
    own.splice(own.indexOf(mine), 1);
    keep('own', own);
    const made = log.querySelector('[data-own="' + mine.id + '"]');
    if (made) made.remove();
  }

  function tell(sentence) {
    const made = make('p', { class: 'note' }, [sentence]);
    log.append(made);
    made.scrollIntoView({ block: 'nearest' });
  }

  /* --- The network */

  function trouble(what, is) {
    const was = failing.say || failing.poll;
    failing[what] = is;
    const now = failing.say || failing.poll;
    if (was !== now) {
      notice.textContent = now ? say.offline : say.online;
      if (!now) setTimeout(function () { if (notice.textContent === say.online) notice.textContent = ''; }, 4000);
    }
    mark();
  }

  function call(url, options, seconds) {
    const stop = self.AbortController ? new AbortController() : null;
    const timer = setTimeout(function () { if (stop) stop.abort(); }, seconds * 1000);
    if (stop) options.signal = stop.signal;
    if (options.hold) options.hold(stop);
    return fetch(url, options).then(
      function (answer) { clearTimeout(timer); return answer; },
      function (problem) { clearTimeout(timer); throw problem; }
    );
  }

  /* A pause that ends early when the connection is back. */
  const sleepers = new Set();
  function sleep(seconds) {
    return new Promise(function (done) {
      function wake() { clearTimeout(timer); sleepers.delete(wake); done(); }
      const timer = setTimeout(wake, seconds * 1000 * (0.75 + Math.random() / 2));
      sleepers.add(wake);
    });
  }
  function wakeAll() { Array.from(sleepers).forEach(function (wake) { wake(); }); }

  function address(path, more) {
    return path + say.query + (more ? (say.query ? '&' : '?') + more : '');
  }

  let sending = false;
  async function pump() {
    if (sending) return;
    sending = true;
    for (let tries = 0; queue.length && !left;) {
      const turn = queue[0];
      let answer = null;
      try {
        answer = await call(address('/say'), {
          method: 'POST', body: JSON.stringify(turn), headers: { 'Content-Type': 'application/json' },
        }, 30);
      } catch (e) { /* no connection */ }
      const isRefused = answer && answer.status >= 400 && answer.status < 500;
      if (answer && (answer.ok || isRefused)) {
        const why = isRefused ? await answer.text().catch(function () { return ''; }) : '';
        if (left) return;
        queue.shift();
        keep('queue', queue);
        if (isRefused) lose(turn, why);
        tries = 0;
        trouble('say', false);
      } else {
        trouble('say', true);
        const asked = answer ? Number(answer.headers.get('Retry-After')) || 0 : 0;
        await sleep(Math.max(asked, PAUSES[Math.min(tries, PAUSES.length - 1)]));
        tries += 1;
      }
    }
    sending = false;
  }

  function enqueue(turn) {
    queue.push(turn);
    keep('queue', queue);
    start.classList.remove('shown');
    wakeAll();
    pump();
  }

  function lose(turn, why) {
    reveal(taps.find(function (tap) { return tap.mine.id === turn.id; }));
    const mine = own.find(function (one) { return one.id === turn.id; });
    if (mine) mine.lost = say.lost + ' ' + why.slice(0, 200);
    keep('own', own);
  }

  let polling = null;
  let isDropped = false;
  function drop() {
    isDropped = Boolean(polling);
    if (polling && polling.abort) polling.abort();
  }
  async function poll() {
    if (polling || left || document.hidden) return;
    polling = {};
    for (let tries = 0; !left && !document.hidden;) {
      isDropped = false;
      try {
        const known = seen.slice(-8);
        const after = seen.length > 8 ? seen[seen.length - 9] : 0;
        const wait = failing.poll || failing.say ? '&wait=0' : '';
        const url = address('/messages', 'after=' + after + '&seen=' + known.join(',') + wait);
        const answer = await call(url, { hold: function (stop) { polling = stop || {}; } }, 40);
        if (!answer.ok) throw new Error(answer.status);
        const messages = await answer.json();
        if (left) break;
        messages.forEach(receive);
        tries = 0;
        trouble('poll', false);
        if (wait && failing.say) await sleep(2);
        speakAs(answer.headers.get('Content-Language'));
      } catch (e) {
        if (left || document.hidden) break;
        if (isDropped) continue;
        trouble('poll', true);
        await sleep(PAUSES[Math.min(tries, PAUSES.length - 1)]);
        tries += 1;
      }
    }
    polling = null;
  }

  /* The words around the conversation follow the language that was chosen in it. */
  function speakAs(language) {
    if (!language || language === page.lang || queue.length || recall('spoken') === language) return;
    keep('spoken', language);
    keep('focused', document.activeElement === field);
    location.reload();
  }

  /* --- The conversation */

  function reveal(tap) {
    if (!tap || tap.isShown) return;
    tap.isShown = true;
    show(tap.mine);
  }

  function receive(message) {
    if (seen.includes(message.id)) return;
    seen.push(message.id);
    seen.sort(function (one, other) { return one - other; });
    const root = message.replaces ? standing(message.replaces) : null;
    const mine = taps.findIndex(function (tap) { return root && tap.root === root.dataset.id; });
    if (mine >= 0) {
      const tap = taps.splice(mine, 1)[0];
      if (tap.isShown) hide(tap.mine);
    } else if (!root) {
      reveal(taps.shift());
    }
    log.querySelectorAll('.busy').forEach(function (one) { one.classList.remove('busy'); });
    start.classList.remove('shown');
    if (message.clears) {
      // Whoever asked to be forgotten leaves nothing in this tab either.
      own.splice(0, own.length);
      taps.splice(0, taps.length);
      keep('own', own);
      log.querySelectorAll('.bot, .me, .note').forEach(function (one) { one.remove(); });
    }
    const made = written(message);
    if (!root) {
      log.append(made);
    } else {
      const focused = Array.from(root.querySelectorAll('button')).indexOf(document.activeElement);
      root.replaceWith(made);
      if (focused >= 0) {
        const next = made.querySelectorAll('button')[focused] || made;
        if (next === made) made.tabIndex = -1;
        next.focus({ preventScroll: true });
      }
    }
    if (!root || mine >= 0) made.scrollIntoView({ block: 'nearest' });
  }

  function tapped(button) {
    const message = button.closest('article').dataset.id;
    const id = newId();
    const tap = {
      root: message, isShown: false, mine: { id: id, text: button.textContent, after: lastId() },
    };
    taps.push(tap);
    button.classList.add('busy');
    // A counter changes its own message at once; only another answer needs the question above it.
    setTimeout(function () { if (taps.includes(tap)) reveal(tap); }, 800);
    enqueue({ id: id, tap: button.value, message: message });
  }

  function sharePlace(button) {
    function nowhere() { button.classList.remove('busy'); tell(say.nowhere); }
    if (!navigator.geolocation) { nowhere(); return; }
    button.classList.add('busy');
    navigator.geolocation.getCurrentPosition(function (found) {
      const id = newId();
      button.classList.remove('busy');
      show({ id: id, text: button.textContent, after: lastId() });
      // Ten metres is near enough to find a room.
      const round = function (degrees) { return Math.round(degrees * 1e4) / 1e4; };
      const place = { latitude: round(found.coords.latitude), longitude: round(found.coords.longitude) };
      enqueue({ id: id, place: place });
    }, nowhere, { timeout: 15000, maximumAge: 60000 });
  }

  function fit() {
    field.style.height = 'auto';
    field.style.height = field.scrollHeight + 4 + 'px';
  }

  function speak() {
    const text = field.value.trim();
    if (text) {
      const id = newId();
      show({ id: id, text: text, after: lastId() });
      enqueue({ id: id, text: text });
    }
    field.value = '';
    keep('draft', '');
    fit();
    field.focus();
  }

  /* --- Leaving at once */

  const others = self.BroadcastChannel ? new BroadcastChannel('leave') : null;
  function leave(isFirst) {
    left = true;
    try { sessionStorage.clear(); } catch (e) { /* nothing was kept there */ }
    if (isFirst) {
      // Should the server not hear us now, the next visit starts empty all the same.
      document.cookie = 'left=1; Path=/; SameSite=Lax; Max-Age=31536000';
      if (navigator.sendBeacon) navigator.sendBeacon('/leave');
      if (others) others.postMessage('leave');
    }
    drop();
    document.title = '';
    document.body.textContent = '';
    location.replace(say.away);
  }
  if (others) others.onmessage = function () { leave(false); };

  /* --- Beginning */

  document.addEventListener('click', function (event) {
    const button = event.target.closest('button');
    if (!button || left) return;
    if (button.name === 'tap') {
      event.preventDefault();
      tapped(button);
    } else if (button.className.split(' ').includes('place')) {
      sharePlace(button);
    } else if (button.form && button.form.id === 'start') {
      event.preventDefault();
      enqueue({ id: newId(), text: button.value });
      field.focus({ preventScroll: true });
    } else if (button.form && button.form.id === 'leave') {
      event.preventDefault();
      leave(true);
    }
  });
  document.getElementById('say').addEventListener('submit', function (event) {
    event.preventDefault();
    speak();
  });
  field.addEventListener('input', function () { keep('draft', field.value); fit(); });
  field.addEventListener('keydown', function (event) {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    speak();
  });
  let escaped = 0;
  document.addEventListener('keydown', function (event) {
    if (event.key !== 'Escape' || event.repeat) return;
    if (event.timeStamp - escaped < 1500 && escaped) leave(true);
    escaped = event.timeStamp;
  });
  document.addEventListener('visibilitychange', function () {
    if (document.hidden) {
      drop();
    } else {
      wakeAll();
      poll();
    }
  });
  window.addEventListener('online', function () { wakeAll(); drop(); });
  window.addEventListener('offline', function () { trouble('poll', true); });
  window.addEventListener('pageshow', function (event) { if (event.persisted) location.reload(); });

  page.classList.add('js');
  own.forEach(function (mine) {
    let before = mine.after ? standing(mine.after) : null;
    if (mine.after && !before) return;
    let next = before ? before.nextElementSibling : log.firstElementChild;
    while (next && next.className.split(' ').includes('me')) next = next.nextElementSibling;
    log.insertBefore(bubble(mine), next);
  });
  if (recall('draft', '')) { field.value = recall('draft', ''); fit(); }
  if (recall('focused', false)) { keep('focused', false); field.focus({ preventScroll: true }); }
  if (say.say && !queue.some(function (turn) { return turn.id === say.number; })) {
    queue.push({ id: say.number, text: say.say, automatic: true });
    keep('queue', queue);
  }
  if (location.search !== say.query) history.replaceState(null, '', location.pathname + say.query);
  if (!say.say && !recall('here', false)) start.classList.add('shown');
  keep('here', true);
  // Should nothing answer the first words, there is still something to tap.
  setTimeout(function () { if (!log.firstElementChild) start.classList.add('shown'); }, 5000);
  window.scrollTo(0, document.body.scrollHeight);
  mark();
  pump();
  poll();
})();
