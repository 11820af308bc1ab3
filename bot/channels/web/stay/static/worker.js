/* Works beside the pages of this browser, also when none is open: it shows a sign when there is
   news. Served as /sw.js, with what it has to know before it: the words for a sign that came without
   any, and which version of all files it belongs to. */
const { sign: SIGN, version: VERSION } = self.known;

const TAG = 'news';
const KEPT = `offline ${VERSION}`;
const PAGE = '/offline';
const FILES = [`/static/${VERSION}/page.css`, `/static/${VERSION}/logo.svg`, `/static/${VERSION}/pictures.svg`];
// How old the page for no connection may be before it is fetched anew, in milliseconds.
const FRESH = 10 * 60 * 1000;

self.addEventListener('install', (event) => {
  self.skipWaiting();
  event.waitUntil(fill());
});
self.addEventListener('activate', (event) => event.waitUntil(begin()));

async function fill() {
  const cache = await caches.open(KEPT);
  await cache.addAll([PAGE, ...FILES]);
}

/* What an older version kept goes. */
async function begin() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name !== KEPT).map((name) => caches.delete(name)));
  await self.clients.claim();
}

/* --- Without a connection: how the rooms were, for everybody the same; never a conversation */

self.addEventListener('fetch', (event) => {
  const { request } = event;
  if (request.method !== 'GET') return;
  if (request.mode === 'navigate') event.respondWith(orKept(request, PAGE));
  else if (FILES.includes(new URL(request.url).pathname)) event.respondWith(orKept(request, request.url));
});

async function orKept(request, kept) {
  try {
    return await fetch(request);
  } catch (problem) {
    const page = await caches.match(kept);
    if (page) return page;
    throw problem;
  }
}

async function refresh(language) {
  const cache = await caches.open(KEPT);
  const kept = await cache.match(PAGE);
  const isFresh = kept && Math.abs(Date.now() - Date.parse(kept.headers.get('date'))) < FRESH;
  if (isFresh && kept.headers.get('content-language') === language) return;
  const page = await fetch(`${PAGE}?lang=${language}`);
  if (page.ok) await cache.put(PAGE, page);
}

/* --- Signs */

self.addEventListener('push', (event) => event.waitUntil(showSign(wordsOf(event.data))));

function wordsOf(data) {
  try {
    return { ...SIGN, ...data.json() };
  } catch {
    return SIGN;
  }
}

/* One takes the place of the one before it. */
function showSign({ title, body, lang, dir }) {
  const icon = `/static/${VERSION}/icon-192.png`;
  return self.registration.showNotification(title, { body, lang, dir, icon, tag: TAG });
}

self.addEventListener('notificationclick', (event) => {
  event.notification.close();
  event.waitUntil(openPage());
});

async function openPage() {
  const pages = await self.clients.matchAll({ type: 'window' });
  const chat = pages.find((page) => new URL(page.url).pathname === '/');
  return chat ? chat.focus() : self.clients.openWindow('/');
}

/* The service of this browser gave it another address. */
self.addEventListener('pushsubscriptionchange', (event) => event.waitUntil(renew(event)));

async function renew({ oldSubscription, newSubscription }) {
  const answer = await fetch('/push');
  if (!answer.ok) return;
  const { key, number } = await answer.json();
  const made = newSubscription || await self.registration.pushManager.subscribe({
    userVisibleOnly: true, applicationServerKey: key,
  });
  await fetch('/push', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({
      ...made.toJSON(), number, instead: oldSubscription ? oldSubscription.endpoint : '',
    }),
  });
}

/* --- Somebody leaves: nothing of us stays in this browser */

self.addEventListener('message', (event) => {
  const { data } = event;
  if (data === 'leave') event.waitUntil(leave());
  else if (data && data.language) event.waitUntil(refresh(data.language));
});

async function leave() {
  await Promise.all((await caches.keys()).map((name) => caches.delete(name)));
  const shown = await self.registration.getNotifications();
  shown.forEach((sign) => sign.close());
  const signs = self.registration.pushManager && await self.registration.pushManager.getSubscription();
  if (signs) await signs.unsubscribe();
  await self.registration.unregister();
}
