// Sending a big file in pieces: told how far it is, patient when the network goes, resumed after the page was closed.

import { fill } from "./words.js";

const WAITS = [1, 2, 4, 8, 15, 30]; // seconds between tries of one piece

/** Why a file could not be sent, in a sentence for the person who sends it. */
export class SendingStopped extends Error {}

/** Send the file; resolves with what the server told last. `words` are author, licence and csrf_token.
    `onTell({ received, size, seconds })` hears of each piece, `onAgain()` of a broken line. Rejects with SendingStopped. */
export async function sendFile(file, options) {
  const before = known(file);
  if (before) {
    try {
      const told = await sendPieces(file, before, options);
      if (!["refused", "dropped"].includes(told.state)) return told;
    } catch (trouble) {
      if (trouble.status !== 404) throw trouble;
    }
    // It was dropped meanwhile, or is another curator's: this one is a new file.
    forget(file);
  }
  const told = await sendPieces(file, await announce(file, options), options);
  if (told.state === "dropped") throw new SendingStopped(told.error || options.stopped);
  return told;
}

async function announce(file, { start, words, stopped, onAgain }) {
  const body = new FormData();
  for (const [name, value] of Object.entries(words)) body.set(name, value);
  body.set("name", file.name);
  body.set("size", file.size);
  // By name, size and this time the server knows a file that it has half of.
  body.set("modified", Math.max(0, Math.floor(file.lastModified / 1000)));
  const told = await patiently(start, { body }, { stopped, onAgain });
  remember(file, told);
  return told;
}

async function sendPieces(file, told, { piece, token, stopped, onTell = () => {}, onAgain }) {
  const began = { at: performance.now(), bytes: told.received };
  // Its first bytes tell what it is: what cannot be used is refused then, and the rest is not sent.
  while (told.state === "coming" && told.received < told.size) {
    const body = file.slice(told.received, told.received + piece);
    const headers = { "Content-Type": "application/octet-stream", "X-CSRFToken": token };
    told = await patiently(`${told.piece}?tu=${told.received}`, { body, headers }, { stopped, onAgain });
    const speed = (told.received - began.bytes) / Math.max(1, performance.now() - began.at); // bytes a millisecond
    onTell({ received: told.received, size: told.size, seconds: Math.ceil((told.size - told.received) / Math.max(speed, 0.001) / 1000) });
  }
  forget(file);
  return told;
}

/** What the server tells; asked again while the line or the server fails, and not when its answer is a no. */
async function patiently(address, { body, headers = {} }, { stopped, onAgain = () => {} }) {
  for (const wait of [...WAITS, null]) {
    const answer = await fetch(address, { method: "POST", headers: { Accept: "application/json", ...headers }, body }).catch(() => null);
    const told = await answer?.json().catch(() => null);
    // 409: it has other bytes already, and says how many.
    if (told && (answer.ok || (answer.status === 409 && "received" in told))) return told;
    // 507: a full disk does not pass in a minute.
    if (answer && (answer.status < 500 || answer.status === 507)) throw no(answer, told, stopped);
    if (wait === null) break;
    onAgain();
    await new Promise((done) => setTimeout(done, wait * 1000));
  }
  throw new SendingStopped(stopped);
}

const no = (answer, told, stopped) => Object.assign(new SendingStopped(told?.error || stopped), { status: answer.status });

/** What is told of a file now; null while it cannot be asked. Rejects with SendingStopped when nobody tells us any more. */
export async function askAfter(told, { stopped }) {
  const answer = await fetch(told.state_url, { headers: { Accept: "application/json" } }).catch(() => null);
  const next = await answer?.json().catch(() => null);
  if (answer?.ok && next) return next;
  if ([401, 403, 404].includes(answer?.status)) throw no(answer, next, stopped);
  return null;
}

// Which upload a file belongs to, should this page be loaded anew in the middle.
const key = (file) => `upload:${file.name}:${file.size}:${file.lastModified}`;

function known(file) {
  try {
    const told = JSON.parse(sessionStorage.getItem(key(file)));
    return told?.size === file.size ? told : null;
  } catch {
    return null;
  }
}

function remember(file, told) {
  try {
    sessionStorage.setItem(key(file), JSON.stringify(told));
  } catch {
    /* the server knows it too, by its name and size */
  }
}

function forget(file) {
  try {
    sessionStorage.removeItem(key(file));
  } catch {
    /* as above */
  }
}

/** How much is sent and how long the rest takes, for a sentence; `seconds` and `minutes` are sentences with a count. */
export function howFar(told, { seconds, minutes }) {
  const left = told.seconds < 90 ? fill(seconds, { count: told.seconds }) : fill(minutes, { count: Math.ceil(told.seconds / 60) });
  return { percent: Math.floor((100 * told.received) / told.size), left };
}
