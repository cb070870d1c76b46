// A form that came back with mistakes: the list of them is read first, and its links go into the fields.
const summary = document.querySelector(".error-summary");
if (summary) {
  summary.focus();
  summary.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']");
    const field = link && document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (!field) return;
    event.preventDefault();
    const input = field.matches("input, select, textarea") ? field : field.querySelector("input, select, textarea");
    (input ?? field).focus();
    field.scrollIntoView({ block: "center" });
  });
}
