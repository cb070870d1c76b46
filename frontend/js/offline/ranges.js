// A part of a kept file, as media elements ask for it: without 206 Safari plays no sound, and nobody can wind it.

/** Bytes first to last (both counted) of a file of this size, or null when the words cannot be met. */
export function bytesAsked(words, size) {
  const match = /^bytes=(\d*)-(\d*)$/.exec(words.trim());
  if (!match || (match[1] === "" && match[2] === "")) return null;
  const first = match[1] === "" ? Math.max(0, size - Number(match[2])) : Number(match[1]);
  const last = match[1] === "" || match[2] === "" ? size - 1 : Math.min(Number(match[2]), size - 1);
  return first <= last && first < size ? { first, last } : null;
}

export async function part(kept, words) {
  const body = await kept.blob();
  const asked = bytesAsked(words, body.size);
  if (!asked) return new Response(null, { status: 416, headers: { "Content-Range": `bytes */${body.size}` } });
  const headers = new Headers(kept.headers);
  headers.set("Content-Range", `bytes ${asked.first}-${asked.last}/${body.size}`);
  headers.set("Content-Length", String(asked.last - asked.first + 1));
  headers.set("Accept-Ranges", "bytes");
  return new Response(body.slice(asked.first, asked.last + 1), { status: 206, statusText: "Partial Content", headers });
}
