// This very view, sent on: the phone's own sheet, or the address copied.
export async function shareView(url, title) {
  if (navigator.share) {
    try {
      await navigator.share({ url, title });
      return "shared";
    } catch (trouble) {
      if (trouble.name === "AbortError") return "shared"; // the person thought better of it
    }
  }
  try {
    await navigator.clipboard.writeText(url);
    return "copied";
  } catch {
    return "shown"; // Where nothing may be copied, the address is shown to be copied by hand.
  }
}
