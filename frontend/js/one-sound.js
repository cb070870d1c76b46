// On pages that are read, too, one hears one thing at a time: what begins to play lets the rest pause. The 360° visit sees to its own.
document.addEventListener(
  "play",
  ({ target }) => {
    if (target.muted) return;
    for (const other of document.querySelectorAll("audio, video")) if (other !== target && !other.muted) other.pause();
  },
  true,
);
