/* Works beside the pages of this browser, also when none is open: it shows a sign when there is
   news. Served as /sw.js, with what it has to know before it: the words for a sign that came without
   any, and which version of all files it belongs to. */
const { sign: SIGN, version: VERSION } = self.known;

const TAG = 'news';

self.addEventListener('install', () => self.skipWaiting());
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));

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
  const icon = `/static/${VERSION}/logo.svg`;
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
  if (event.data === 'leave') event.waitUntil(leave());
});

async function leave() {
  const shown = await self.registration.getNotifications();
  shown.forEach((sign) => sign.close());
  const signs = self.registration.pushManager && await self.registration.pushManager.getSubscription();
  if (signs) await signs.unsubscribe();
  await self.registration.unregister();
}
