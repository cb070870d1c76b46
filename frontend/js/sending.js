// Sending a big file in pieces: told how far it is, patient when the network goes, resumed after the page was closed.

const WAITS = [1, 2, 4, 8, 15, 30]; // seconds between tries of one piece

/** Send the file; resolves with what the server told last. `words` are author, licence and csrf_token.
    `onTell({ received, size, seconds })` hears of each piece, `onAgain()` of a broken line. Rejects with a sentence. */
export async function sendFile(file, { start, piece, token, words, stopped, onTell = () => {}, onAgain = () => {} }) {
  let told = known(file) ?? (await announce(file, { start, words }));
  const began = { at: performance.now(), bytes: told.received };
  // Its first bytes tell what it is: what cannot be used is refused then, and the rest is not sent.
  while (told.state === "coming" && told.received < told.size) {
    told = await sendPiece(told, file.slice(told.received, told.received + piece), { token, stopped, onAgain });
    const speed = (told.received - began.bytes) / Math.max(1, performance.now() - began.at); // bytes a millisecond
    onTell({ received: told.received, size: told.size, seconds: Math.ceil((told.size - told.received) / Math.max(speed, 0.001) / 1000) });
  }
  forget(file);
  return told;
}

async function announce(file, { start, words }) {
  const body = new FormData();
  for (const [name, value] of Object.entries(words)) body.set(name, value);
  body.set("name", file.name);
  body.set("size", file.size);
  const answer = await fetch(start, { method: "POST", body });
  const told = await answer.json();
  if (!answer.ok) throw new Error(told.error);
  remember(file, told);
  return told;
}

async function sendPiece(told, piece, { token, stopped, onAgain }) {
  for (const wait of [...WAITS, null]) {
    try {
      const answer = await fetch(`${told.piece}?tu=${told.received}`, {
        method: "POST",
        headers: { "Content-Type": "application/octet-stream", "X-CSRFToken": token },
        body: piece,
      });
      const next = await answer.json();
      if (answer.ok || answer.status === 409) return next; // 409: it has other bytes already, and says how many
      if (answer.status < 500) throw Object.assign(new Error(next.error || stopped), { isFinal: true });
    } catch (trouble) {
      if (trouble.isFinal) throw trouble;
    }
    if (wait === null) break;
    onAgain();
    await new Promise((done) => setTimeout(done, wait * 1000));
  }
  throw new Error(stopped);
}

// Which upload a file belongs to, should this page be closed in the middle.
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
    /* it only cannot be resumed after the page is closed */
  }
}

function forget(file) {
  try {
    sessionStorage.removeItem(key(file));
  } catch {
    /* as above */
  }
}
