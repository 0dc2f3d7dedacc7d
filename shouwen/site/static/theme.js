// Light or dark before the first paint: what was chosen, else what the system asks for.
(function () {
  var chosen = null;
  try { chosen = localStorage.getItem("theme"); } catch (e) { /* storage may be forbidden */ }
  var asked = new URLSearchParams(location.search).get("theme");
  var dark = window.matchMedia("(prefers-color-scheme: dark)").matches;
  var theme = asked || chosen || (dark ? "dark" : "light");
  document.documentElement.dataset.bsTheme = theme === "dark" ? "dark" : "light";
})();
