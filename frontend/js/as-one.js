// Several files as one archive, without packing them tighter: pictures are as small as they get.

/** The archive of this name. The same files, chosen again in any order, are the same bytes: half of it may be sent already. */
export async function asOne(files, name) {
  const { downloadZip } = await import("client-zip");
  const sorted = [...files].sort((one, other) => (one.name < other.name ? -1 : 1));
  const archive = await downloadZip(differentNames(sorted)).blob();
  const lastModified = Math.max(...files.map((file) => file.lastModified));
  return new File([archive], `${name}.zip`, { lastModified, type: "application/zip" });
}

/** Files of one name, from two folders, get a number in front. */
export function differentNames(files) {
  const taken = new Set();
  return files.map((input, place) => {
    const name = taken.has(input.name.toLowerCase()) ? `${place + 1}-${input.name}` : input.name;
    taken.add(name.toLowerCase());
    return { input, name, lastModified: input.lastModified };
  });
}
