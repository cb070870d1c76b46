// Several files as one archive, without packing them tighter: pictures are as small as they get.

const LONGEST = 100;

/** The archive of this name. The same files, chosen again in any order, are the same bytes: half of it may be sent already. */
export async function asOne(files, name) {
  const { downloadZip } = await import("client-zip");
  const sorted = [...files].sort((one, other) => compare(one.name, other.name) || one.size - other.size || one.lastModified - other.lastModified);
  const archive = await downloadZip(differentNames(sorted)).blob();
  const lastModified = Math.max(...files.map((file) => file.lastModified));
  return new File([archive], `${name}.zip`, { lastModified, type: "application/zip" });
}

/** Named as the server names what comes in one form (tours/exchange/photos.py): nothing that leads anywhere, none twice. */
export function differentNames(files) {
  const taken = new Set();
  return files.map((input, place) => {
    const plain = cleaned(input.name);
    const name = plain && !taken.has(plain.toLowerCase()) ? plain : `${place + 1}-${plain || "anh"}`;
    taken.add(name.toLowerCase());
    return { input, name, lastModified: input.lastModified };
  });
}

function cleaned(name) {
  const last = name.normalize("NFC").replaceAll("\\", "/").split("/").pop();
  // Signs that are not seen (an emoji's joiner, marks of direction) and those that other systems forbid.
  const seen = last.replace(/\p{C}/gu, "").replaceAll(":", " ").replace(/\s+/g, " ");
  return [...seen.replace(/^[. ]+|[. ]+$/g, "")].slice(-LONGEST).join("").trim();
}

const compare = (one, other) => (one < other ? -1 : one > other ? 1 : 0);
