/* What all tabs of this browser do together: leave at once, or forget. */
import { hangUp } from './connection.js';
import { drop } from './poll.js';
import { texts } from './view.js';

const LEAVE = 'leave';
const others = self.BroadcastChannel ? new BroadcastChannel('leave') : null;

export function leave() {
  // Should the server not hear us now, the next visit starts empty all the same.
  document.cookie = 'left=1; Path=/; SameSite=Lax; Max-Age=31536000';
  // No form of another page can send this kind.
  navigator.sendBeacon('/leave', new Blob(['{}'], { type: 'application/json' }));
  if (others) others.postMessage(LEAVE);
  goAway();
}

function goAway() {
  hangUp();
  try {
    sessionStorage.clear();
  } catch { /* Nothing was kept there. */ }
  drop();
  document.title = '';
  document.body.textContent = '';
  location.replace(texts.away);
}

let escapedAt = -Infinity;
document.addEventListener('keydown', (event) => {
  if (event.key !== 'Escape' || event.repeat) return;
  if (event.timeStamp - escapedAt < 1500) leave();
  escapedAt = event.timeStamp;
});

/* A message emptied this tab. */
export function tellTabs(message) {
  if (others) others.postMessage(message);
}

export function listenToTabs(empty) {
  if (!others) return;
  others.addEventListener('message', ({ data }) => {
    if (data === LEAVE) goAway();
    else empty(data);
  });
}
