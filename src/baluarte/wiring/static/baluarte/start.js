// Wakes the kit's own helpers, and lets a list change in place. Every page is complete without this file.
import { createAll, ErrorSummary, Button, ServiceNavigation, SkipLink } from "../vendor/govuk-frontend.min.js";

document.body.classList.add("js-enabled", "govuk-frontend-supported");
for (const helper of [ErrorSummary, Button, ServiceNavigation, SkipLink]) {
  createAll(helper);
}

// An answer that is not this list (an error, the end of a session) is shown as the page it is.
document.body.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr, pathInfo } = event.detail;
  if (xhr.status >= 400 || !xhr.responseText.includes('id="list"')) {
    event.preventDefault();
    window.location.assign(xhr.responseURL || pathInfo.requestPath);
  }
});

// The new count and order are said aloud, from a place that outlives the exchange.
document.body.addEventListener("htmx:afterSettle", () => {
  const count = document.getElementById("list-count");
  document.getElementById("said").textContent = count ? count.textContent.replace(/\s+/g, " ").trim() : "";
});
