/* What this tab keeps, in memory and as long as the tab is there; nothing once somebody left. */
import { isOver } from './connection.js';

const memory = {};

export function recall(key, otherwise) {
  let json = memory[key];
  try {
    json = sessionStorage.getItem(key) || json;
  } catch { /* Storage is switched off. */ }
  return json ? JSON.parse(json) : otherwise;
}

export function keep(key, value) {
  if (isOver()) return;
  memory[key] = JSON.stringify(value);
  try {
    sessionStorage.setItem(key, memory[key]);
  } catch { /* Kept in memory only. */ }
}
